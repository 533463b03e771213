"""What people say of their own time. Whether this user may speak for this calendar is asked by the caller.

Availability knows no owner: `accounts` does, and its access predicates decide.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext as _

from availability.actions.blocks import change_blocks
from availability.actions.known import refresh_known
from availability.actions.locks import lock_calendars, retry_serialization
from availability.actions.versions import touch
from availability.models import AvailabilityRule, Calendar, TimeBlock
from availability.ranges import DAY, Period, at_wall_clock
from availability.rules.checks import FIRST_YEAR, LAST_YEAR, check_moment, check_rule, check_timezone, year_message
from availability.rules.projection import HORIZON, is_over, project
from availability.states import SaidKind
from web.users import User

RULES_MAX = 500
NIGHT_IS_OVER = dt.time(6)


@dataclass(frozen=True)
class Said:
    """What was written: the rules, and the promises that it contradicts (claims stand, whatever is said)."""

    rules: list[AvailabilityRule]
    contradicts: list[TimeBlock]

    @property
    def rule(self) -> AvailabilityRule:
        return self.rules[0]


@retry_serialization
def say_time(
    *,
    acting_user: User,
    calendar: Calendar,
    kind: SaidKind,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    timezone: str,
    rrule: str = "",
    exdates: Iterable[dt.date] = (),
    note: str = "",
) -> Said:
    """Say that one is free, maybe or busy: once, or by an RRULE on the wall clocks of `timezone`.

    Returns the rule, and the claims that it contradicts: they stand. Raises `ValidationError` at `kind`, `starts_at`,
    `ends_at`, `timezone`, `rrule`, `exdates` or `note`. Times are aware; a one-off lasts at most a year, a recurring
    one a month; the years are 1970 to 2100. The `note` is for the owner alone.
    """
    rule = AvailabilityRule(
        calendar=calendar,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        timezone=timezone,
        rrule=rrule.strip(),
        exdates=sorted(set(exdates)),
        note=note.strip(),
    )
    check_rule(rule)
    check_room_for(calendar, 1)
    until = now() + HORIZON
    periods = project(rule, until)
    check_is_ever(rule, periods)
    with transaction.atomic():
        change_blocks(calendar=calendar, said={rule: periods}, until=until)
        note_said(calendar)
    return Said([rule], contradicted(calendar, rule.kind, periods))


@retry_serialization
def unsay_time(*, acting_user: User, rule: AvailabilityRule) -> None:
    """Take back what a rule said, for all time. Nothing happens where it is gone already."""
    calendar = Calendar(pk=rule.calendar_id)
    with transaction.atomic():
        change_blocks(calendar=calendar, unsaid=[rule.pk])
        note_said(calendar)


def check_is_ever(rule: AvailabilityRule, periods: list[Period]) -> None:
    """Refuse a recurrence that makes no blocks. Raises `ValidationError` at `rrule`."""
    if rule.rrule and not periods:
        raise ValidationError({"rrule": [_("This doesn’t happen in the next 18 months.")]})


def note_said(calendar: Calendar) -> None:
    """Keep that the owner spoke just now: how long ago they last did is what bandmates see of the unknown."""
    Calendar.objects.filter(pk=calendar.pk).update(said_at=now())


@retry_serialization
@transaction.atomic
def set_known_until(
    *, acting_user: User, calendar: Calendar, until: dt.datetime | dt.date | None, timezone: str
) -> Calendar:
    """Say that one is free until then wherever nothing else is said; None takes it back.

    A day includes its night: it ends at 06:00 of the next in `timezone`. At most 18 months ahead, as far as recurring
    rules are projected: beyond, nobody can know. Raises `ValidationError` at `until` or `timezone`.
    """
    moment = _moment(until, timezone)
    locked = lock_calendars([calendar.pk])[calendar.pk]
    is_changed = locked.known_until != moment
    locked.known_until = calendar.known_until = moment
    locked.said_at = now()
    locked.save(update_fields=["known_until", "said_at"])
    if is_changed:
        refresh_known([calendar.pk])
    # Who says the same again is heard by bandmates, who saw how long ago it was; nobody else sees a difference.
    touch([calendar.pk], public=is_changed)
    return locked


def _moment(until: dt.datetime | dt.date | None, timezone: str) -> dt.datetime | None:
    check_timezone(timezone)
    if until is None:
        return None
    latest = now() + HORIZON
    if not isinstance(until, dt.datetime):
        if not FIRST_YEAR <= until.year <= LAST_YEAR:
            raise ValidationError({"until": [year_message()]})
        until = at_wall_clock(until + DAY, NIGHT_IS_OVER, timezone)
        latest += 2 * DAY
    check_moment("until", until)
    if until > latest:
        raise ValidationError({"until": [_("Choose a day within the next 18 months.")]})
    return until


def contradicted(calendar: Calendar, kind: str, periods: list[Period]) -> list[TimeBlock]:
    """The claims that stand where somebody now says that they cannot, or only if need be."""
    if kind == SaidKind.FREE or not periods:
        return []
    claims = TimeBlock.objects.claims().standing().filter(calendar=calendar)
    near = claims.overlapping(periods[0].starts_at, max(period.ends_at for period in periods)).order_by("period")
    return [block for block in near if any(Period.of(block.period).overlaps(period) for period in periods)]


def check_room_for(calendar: Calendar, count: int) -> None:
    """Refuse what would make more than 500 rules that still matter. Raises `ValidationError` at no field."""
    at = now()
    rules = AvailabilityRule.objects.filter(Q(ends_at__gt=at) | ~Q(rrule=""), calendar=calendar)
    standing = rules.count()
    if standing + count > RULES_MAX:
        # The ended parts of rules that were edited do not matter; to find them takes longer than to count.
        standing = sum(not is_over(rule, at) for rule in rules)
    if standing + count > RULES_MAX:
        raise ValidationError({"__all__": [_("You have %(count)s entries. Delete some first.") % {"count": standing}]})
