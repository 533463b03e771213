"""Nights on which a stage cannot be booked."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.actions.memberships import lock_led_party
from accounts.models import User
from availability.actions import say_time, unsay_time
from availability.ranges import DAY, at_wall_clock
from availability.states import SaidKind
from venues.models import Stage
from venues.queries import night_of
from venues.queries.closures import Closure, closure_of, rules_closing
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
    lock_led_party(acting_user, stage.venue.party)
    venue, zone = stage.venue, stage.venue.party.timezone
    reason = clean_line("reason", reason, longest=REASON_MAX)
    today = night_of(now(), zone, venue.day_starts_at)
    if not today <= first < today + FARTHEST_NIGHT:
        raise ValidationError({"first": [_("Choose a night to come, at most three years ahead.")]})
    if not 0 <= (last - first).days < NIGHTS_MAX:
        raise ValidationError({"last": [_("The last night comes after the first, at most a year later.")]})
    said = say_time(
        acting_user=acting_user,
        calendar=stage.calendar,
        kind=SaidKind.BUSY,
        starts_at=at_wall_clock(first, venue.day_starts_at, zone),
        ends_at=at_wall_clock(last + DAY, venue.day_starts_at, zone),
        timezone=zone,
        note=reason,
    )
    return closure_of(said.rule, venue)


@transaction.atomic
def reopen_stage(*, acting_user: User, stage: Stage, closure_id: UUID) -> None:
    """Take a closure of this stage back; nothing happens where there is none of this id. Locks the venue, then the
    stage's calendar. Raises PermissionDenied."""
    lock_led_party(acting_user, stage.venue.party)
    if closure := rules_closing([stage.calendar_id]).filter(pk=closure_id).first():
        unsay_time(acting_user=acting_user, rule=closure)
