"""Stages of a venue, and the night an instant belongs to."""

import datetime as dt
from zoneinfo import ZoneInfo

from venues.models import Stage, Venue


def stages(venue: Venue) -> list[Stage]:
    """The stages of a venue with their calendars, in the venue's order. One query."""
    return list(venue.stages.select_related("calendar"))


def night_of(instant: dt.datetime, timezone: str, day_starts_at: dt.time) -> dt.date:
    """The night an aware instant belongs to: before the day-roll, it is still the evening before.

    01:00 on Sunday is Saturday night where the day starts at 06:00.
    """
    local = instant.astimezone(ZoneInfo(timezone))
    return local.date() if local.time() >= day_starts_at else local.date() - dt.timedelta(days=1)
