"""The calendar one clicks and drags on: nights are painted over what was said before."""

import datetime as dt
from collections.abc import Iterable
from copy import copy

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext as _

from availability.actions.blocks import change_blocks
from availability.actions.locks import lock_calendars, retry_serialization
from availability.actions.said import Said, check_room_for, contradicted, note_said
from availability.models import AvailabilityRule, Calendar
from availability.ranges import Period, evening, union
from availability.rules.checks import EXDATES_MAX, FIRST_YEAR, LAST_YEAR, check_timezone
from availability.rules.projection import HORIZON, occurrences, project
from availability.states import SaidKind
from web.identifiers import uuid7
from web.users import User

NIGHTS_MAX = 366


@retry_serialization
@transaction.atomic
def paint_nights(
    *,
    acting_user: User,
    calendar: Calendar,
    kind: SaidKind | None,
    nights: Iterable[dt.date],
    timezone: str,
    from_time: dt.time,
    to_time: dt.time,
) -> Said:
    """Say this kind for these nights, in place of whatever was said of exactly that time; None only clears.

    A night goes from one time on the wall clock to another (`to_time <= from_time` is of the next day). What was said
    beside it stays: one-offs are cut, a recurring rule leaves out the day and what is left of it is said once. Claims
    stand. Raises `ValidationError` at `nights`, `kind` or `timezone`.
    """
    stretches = _stretches(set(nights), timezone, from_time, to_time, kind)
    locked = lock_calendars([calendar.pk])
    cut, unsaid = _cut(calendar, stretches)
    painted = [_one_off(calendar, kind, stretch, timezone) for stretch in stretches] if kind else []
    check_room_for(calendar, sum(rule._state.adding for rule in [*cut, *painted]) - len(unsaid))
    until = now() + HORIZON
    said = {rule: project(rule, until) for rule in [*cut, *painted]}
    change_blocks(calendar=calendar, said=said, unsaid=unsaid, until=until, locked=locked)
    note_said(calendar)
    return Said(painted, contradicted(calendar, kind, stretches) if kind else [])


def _stretches(
    nights: set[dt.date], timezone: str, from_time: dt.time, to_time: dt.time, kind: SaidKind | None
) -> list[Period]:
    check_timezone(timezone)
    if kind is not None and kind not in SaidKind.values:
        raise ValidationError({"kind": [_("Choose free, maybe or busy.")]})
    if not 1 <= len(nights) <= NIGHTS_MAX:
        raise ValidationError({"nights": [_("Choose 1 to %(count)s nights.") % {"count": NIGHTS_MAX}]})
    if not all(FIRST_YEAR < night.year < LAST_YEAR for night in nights):
        raise ValidationError({"nights": [_("These nights are too far in the future.")]})
    return union(evening(night, from_time, to_time, timezone) for night in nights)


def _cut(calendar: Calendar, stretches: list[Period]) -> tuple[list[AvailabilityRule], list]:
    """The rules that have to change so that nothing is said of the stretches, and the ids of those that end."""
    whole = Period(stretches[0].starts_at, stretches[-1].ends_at)
    near = AvailabilityRule.objects.filter(
        Q(starts_at__lt=whole.ends_at) & (Q(ends_at__gt=whole.starts_at) | ~Q(rrule="")), calendar=calendar
    )
    changed: list[AvailabilityRule] = []
    unsaid = []
    for rule in near:
        if rule.rrule:
            changed += _leave_out(rule, stretches, whole)
            continue
        said = Period(rule.starts_at, rule.ends_at)
        if not any(said.overlaps(stretch) for stretch in stretches):
            continue
        left = said.minus(stretches)
        changed += [_rest_of(rule, period) for period in left]
        unsaid.append(rule.pk)
    return changed, unsaid


def _leave_out(rule: AvailabilityRule, stretches: list[Period], whole: Period) -> list[AvailabilityRule]:
    """A recurring rule without the days that touch the stretches, and one-offs for what is left of those."""
    exdates, rest = set(rule.exdates), []
    for day, happening in occurrences(rule, whole):
        if any(happening.overlaps(stretch) for stretch in stretches):
            exdates.add(day)
            rest += [_rest_of(rule, left) for left in happening.minus(stretches)]
    if exdates == set(rule.exdates):
        return []
    if len(exdates) > EXDATES_MAX:
        raise ValidationError({"nights": [_("This entry has too many exceptions. Create a new one.")]})
    changed = copy(rule)
    changed.exdates = sorted(exdates)
    return [changed, *rest]


def _rest_of(rule: AvailabilityRule, period: Period) -> AvailabilityRule:
    """What is still said of a stretch of a rule: of its series, with its note."""
    rest = _one_off(rule.calendar, rule.kind, period, rule.timezone)
    rest.series, rest.note = rule.series, rule.note
    return rest


def _one_off(calendar: Calendar, kind: str, period: Period, timezone: str) -> AvailabilityRule:
    return AvailabilityRule(
        id=uuid7(), calendar=calendar, kind=kind, starts_at=period.starts_at, ends_at=period.ends_at, timezone=timezone
    )
