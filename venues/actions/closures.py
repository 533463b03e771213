"""Nights on which a stage cannot be booked."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.actions.memberships import lock_active_party
from accounts.models import User
from availability.actions import say_time, unsay_time
from availability.models import AvailabilityRule
from availability.ranges import DAY, at_wall_clock
from availability.states import SaidKind
from venues.hooks import ClockChange, OnTheClock
from venues.models import Stage, Venue
from venues.queries import night_of
from venues.queries.closures import Closure, closure_of, closures_of, rules_closing
from web.texts import clean_line

REASON_MAX = 120
NIGHTS_MAX = 365
FARTHEST_NIGHT = 3 * 365 * DAY


@transaction.atomic
def close_stage(*, acting_user: User, stage: Stage, first: dt.date, last: dt.date, reason: str = "") -> Closure:
    """Close a stage on the nights from `first` to `last`, both included: neither shows nor holds come there any more.

    What stands there already stays. The reason is for the venue's team. Locks the venue, then the stage's calendar.
    Raises ValidationError at `first`, `last` or `reason`, PermissionDenied.
    """
    lock_active_party(acting_user, stage.venue.party)
    venue, zone = stage.venue, stage.venue.party.timezone
    reason = clean_line("reason", reason, longest=REASON_MAX)
    today = night_of(now(), zone, venue.day_starts_at)
    if not today <= first < today + FARTHEST_NIGHT:
        raise ValidationError({"first": [_("Choose a future night within three years.")]})
    if not 0 <= (last - first).days < NIGHTS_MAX:
        raise ValidationError({"last": [_("The last night must be after the first, at most a year later.")]})
    return closure_of(_say_closed(acting_user, stage, first, last, reason, zone, venue.day_starts_at), venue)


def _say_closed(
    user: User, stage: Stage, first: dt.date, last: dt.date, reason: str, zone: str, day_starts_at: dt.time
) -> AvailabilityRule:
    """From day-roll to day-roll by this clock."""
    said = say_time(
        acting_user=user,
        calendar=stage.calendar,
        kind=SaidKind.BUSY,
        starts_at=at_wall_clock(first, day_starts_at, zone),
        ends_at=at_wall_clock(last + DAY, day_starts_at, zone),
        timezone=zone,
        note=reason,
    )
    return said.rule


@transaction.atomic
def reopen_stage(*, acting_user: User, stage: Stage, closure_id: UUID) -> None:
    """Take a closure of this stage back; nothing happens where there is none of this id. Locks the venue, then the
    stage's calendar. Raises PermissionDenied."""
    lock_active_party(acting_user, stage.venue.party)
    if closure := rules_closing([stage.calendar_id]).filter(pk=closure_id).first():
        unsay_time(acting_user=acting_user, rule=closure)


class ClosuresOnClock:
    """The closures of a venue that gets another clock: what is closed are nights, and they stay the same."""

    lines: Sequence[OnTheClock] = ()

    def __init__(self, venue: Venue) -> None:
        self.closed: list[tuple[Stage, Closure]] = [
            (stage, closure) for stage in venue.stages.select_related("calendar") for closure in closures_of(stage)
        ]

    def lock(self) -> set[int]:
        return {stage.calendar_id for stage, _closure in self.closed}

    def follow(self, change: ClockChange) -> None:
        rules = AvailabilityRule.objects.in_bulk([closure.id for _stage, closure in self.closed])
        for stage, closure in self.closed:
            if rule := rules.get(closure.id):
                unsay_time(acting_user=change.acting_user, rule=rule)
                nights = (closure.first, closure.last, closure.reason)
                _say_closed(change.acting_user, stage, *nights, change.timezone, change.day_starts_at)
