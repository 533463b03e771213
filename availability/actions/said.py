"""What people say of their own time. Whether this user may speak for this calendar is asked by the caller.

Availability knows no owner: `accounts` does, and its access predicates decide.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import is_naive, now
from django.utils.translation import gettext as _

from availability.actions.blocks import change_blocks
from availability.actions.locks import lock_calendars, retry_serialization
from availability.actions.versions import touch
from availability.models import AvailabilityRule, Calendar, TimeBlock
from availability.projection import HORIZON, project
from availability.ranges import DAY, Period, at_wall_clock
from availability.recurrence import Recurrence
from availability.states import SaidKind

FIRST_YEAR, LAST_YEAR = 1970, 2100
LONGEST = dt.timedelta(days=366)
LONGEST_RECURRING = dt.timedelta(days=31)
RULES_MAX = 500
EXDATES_MAX = 1000
RRULE_MAX = 500
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
    acting_user,
    calendar: Calendar,
    kind: SaidKind,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    timezone: str,
    rrule: str = "",
    exdates: Iterable[dt.date] = (),
) -> Said:
    """Say that one is free, maybe or busy: once, or by an RRULE on the wall clocks of `timezone`.

    Returns the rule, and the claims that it contradicts: they stand. Raises `ValidationError` at `kind`, `starts_at`,
    `ends_at`, `timezone`, `rrule` or `exdates`. Times are aware; a one-off lasts at most a year, a recurring one a
    month; the years are 1970 to 2100.
    """
    rule = AvailabilityRule(
        calendar=calendar,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        timezone=timezone,
        rrule=rrule.strip(),
        exdates=sorted(set(exdates)),
    )
    _check_rule(rule)
    check_room_for(calendar, 1)
    until = now() + HORIZON
    periods = project(rule, until)
    if rule.rrule and not periods:
        raise ValidationError({"rrule": [_("This never happens in the next 18 months.")]})
    change_blocks(calendar=calendar, said={rule: periods}, until=until)
    return Said([rule], contradicted(calendar, rule.kind, periods))


@retry_serialization
def unsay_time(*, acting_user, rule: AvailabilityRule) -> None:
    """Take back what a rule said, for all time. Nothing happens where it is gone already."""
    change_blocks(calendar=Calendar(pk=rule.calendar_id), unsaid=[rule.pk])


@retry_serialization
@transaction.atomic
def set_known_until(*, acting_user, calendar: Calendar, until: dt.datetime | dt.date | None, timezone: str) -> Calendar:
    """Say that one is free until then wherever nothing else is said; None takes it back.

    A day includes its night: it ends at 06:00 of the next in `timezone`. At most 18 months ahead, as far as recurring
    rules are projected: beyond, nobody can know. Raises `ValidationError` at `until` or `timezone`.
    """
    moment = _moment(until, timezone)
    locked = lock_calendars([calendar.pk])[calendar.pk]
    if locked.known_until != moment:
        locked.known_until = calendar.known_until = moment
        locked.save(update_fields=["known_until"])
        touch([calendar.pk], public=True)
    return locked


def _moment(until: dt.datetime | dt.date | None, timezone: str) -> dt.datetime | None:
    check_timezone(timezone)
    if until is None:
        return None
    latest = now() + HORIZON
    if not isinstance(until, dt.datetime):
        if not FIRST_YEAR <= until.year <= LAST_YEAR:
            raise ValidationError({"until": [_year_message()]})
        until = at_wall_clock(until + DAY, NIGHT_IS_OVER, timezone)
        latest += 2 * DAY
    _check_moment("until", until)
    if until > latest:
        raise ValidationError({"until": [_("At most 18 months from today.")]})
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
    standing = AvailabilityRule.objects.filter(Q(ends_at__gt=now()) | ~Q(rrule=""), calendar=calendar).count()
    if standing + count > RULES_MAX:
        raise ValidationError(
            {"__all__": [_("You have said %(count)s things about your time; remove some first.") % {"count": standing}]}
        )


def check_timezone(timezone: str) -> None:
    """Refuse what is no zone of the IANA data base. Raises `ValidationError` at `timezone`."""
    if timezone not in _zones():
        raise ValidationError({"timezone": [_("This is not a time zone, such as Europe/Berlin.")]})


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime"})


def _check_rule(rule: AvailabilityRule) -> None:
    if rule.kind not in SaidKind.values:
        raise ValidationError({"kind": [_("Say free, maybe or busy.")]})
    check_timezone(rule.timezone)
    _check_moment("starts_at", rule.starts_at)
    _check_moment("ends_at", rule.ends_at)
    longest = LONGEST_RECURRING if rule.rrule else LONGEST
    if not rule.starts_at < rule.ends_at:
        raise ValidationError({"ends_at": [_("The end must be after the start.")]})
    if rule.ends_at - rule.starts_at > longest:
        raise ValidationError({"ends_at": [_("At most %(days)s days at once.") % {"days": longest.days}]})
    if len(rule.exdates) > EXDATES_MAX:
        raise ValidationError({"exdates": [_("At most %(count)s exceptions.") % {"count": EXDATES_MAX}]})
    if len(rule.rrule) > RRULE_MAX:
        raise ValidationError({"rrule": [_("This rule is too long.")]})
    if rule.rrule:
        Recurrence.parse(rule.rrule)


def _check_moment(field: str, moment: dt.datetime) -> None:
    if is_naive(moment):
        raise ValidationError({field: [_("This time needs a time zone.")]})
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValidationError({field: [_year_message()]})


def _year_message() -> str:
    return _("The year must be from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
