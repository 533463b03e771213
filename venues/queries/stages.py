"""Stages of a venue, the rooms that they take, and the night an instant belongs to."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.db.models import Q

from venues.models import Stage, Venue
from web.prepared import Parameter, PreparedQuery

ROOMS = PreparedQuery(lambda: Stage.objects.filter(wholes=Parameter("stage")).order_by("id"))
TIED = Q(parts__isnull=False) | Q(wholes__isnull=False)
TOGETHER = PreparedQuery(
    lambda: Stage.objects.filter(Q(pk=Parameter("stage")) | TIED, venue=Parameter("venue")).distinct().order_by("id")
)


def stages(venue: Venue) -> list[Stage]:
    """The stages of a venue with their calendars, in the venue's order. One query."""
    return list(venue.stages.select_related("calendar"))


def rooms_of(stage: Stage) -> list[Stage]:
    """The rooms that a stage takes: those it is made of, or itself; by id. One query."""
    return ROOMS.all(stage=stage.pk) or [stage]


def stages_together(stage: Stage) -> list[Stage]:
    """The stages whose nights hang together with this one's: it, and where rooms are made of rooms, all those of its
    venue that are whole or part; by id. One query."""
    found = {found.pk: found for found in TOGETHER.all(stage=stage.pk, venue=stage.venue_id)}
    is_tied = (
        len(found) > 1 and Stage.parts.through.objects.filter(Q(from_stage=stage.pk) | Q(to_stage=stage.pk)).exists()
    )
    if not is_tied:
        return [stage]
    for each in found.values():
        each.venue = stage.venue
    return list(found.values())


def is_removable(stage: Stage) -> bool:
    """Whether a stage was made by mistake: no room of another, and nothing has ever stood on it. A query for each sort
    of thing that may."""
    if stage.parts.exists() or stage.wholes.exists():
        return False
    found = NestedObjects(using=router.db_for_write(Stage))
    found.collect([stage])
    return not found.protected


def night_of(instant: dt.datetime, timezone: str, day_starts_at: dt.time) -> dt.date:
    """The night an aware instant belongs to: before the day-roll, it is still the evening before.

    01:00 on Sunday is Saturday night where the day starts at 06:00.
    """
    local = instant.astimezone(ZoneInfo(timezone))
    return local.date() if local.time() >= day_starts_at else local.date() - dt.timedelta(days=1)
