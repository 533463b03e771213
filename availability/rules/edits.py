"""What an edit makes of a rule. Nothing is read or written here: rules go in, rules come out.

What is over stays as it was. An edit of one date leaves that day out of the rule and says it once instead; an edit of
this and all that follows, or of all, ends the rule before the first day that changes and goes on with a new one of
the same series. Exceptions are local days, and move along when the rule moves to another day.
"""

import datetime as dt
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from itertools import dropwhile, islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from availability.models import AvailabilityRule
from availability.ranges import DAY, Period
from availability.rules.checks import check_rule
from availability.rules.patterns import BEGINS_ANEW, LAST_DAY, Move, Pattern
from availability.rules.projection import Occurrence, happenings
from availability.rules.recurrence import Recurrence, rewritten
from availability.states import EditScope
from web.identifiers import uuid7

EDITABLE = ("kind", "starts_at", "ends_at", "timezone", "rrule", "exdates", "note")
SKIPPED_MAX = 60


@dataclass(frozen=True)
class Edit:
    """The rules to store and the ids of those to drop. `changed` begins with the rule that was meant."""

    changed: list[AvailabilityRule] = field(default_factory=list)
    kept: list[AvailabilityRule] = field(default_factory=list)
    unsaid: list[UUID] = field(default_factory=list)

    @property
    def stored(self) -> list[AvailabilityRule]:
        return [*self.changed, *self.kept]


@dataclass(frozen=True)
class Cut:
    """Where a rule is cut in two: the first moment of the rest, its place, and the moment before."""

    place: int
    moment: dt.datetime
    before: dt.datetime | None


def plan_change(
    rule: AvailabilityRule, *, scope: EditScope, on: dt.date | None, at: dt.datetime, fields: Mapping[str, Any]
) -> Edit | None:
    """What changing these fields makes of a rule at an instant; None where they say what it says already.

    Times are those of the happening on the day `on`, or of the rule's first where `on` is None. COUNT in a new RRULE
    counts what has been too. Raises `ValidationError` at the field, or at `on`: a day on which it does not happen, or
    which is over.
    """
    if unknown := fields.keys() - set(EDITABLE):
        raise TypeError(f"a rule has no {', '.join(sorted(unknown))}")
    meant = _happening_on(rule, on, at, scope)
    before = copy(rule)
    before.starts_at, before.ends_at = meant.period.starts_at, meant.period.ends_at
    after = _with_fields(before, fields)
    if all(getattr(before, name) == getattr(after, name) for name in EDITABLE):
        return None
    if scope == EditScope.ONE and rule.rrule:
        return _change_one(rule, before, after, meant.day)
    check_rule(after)
    if not rule.rrule:
        return Edit(changed=[after])
    return _change_rest(rule, before, after, meant.day if on else None, scope, at)


def plan_end(rule: AvailabilityRule, *, scope: EditScope, on: dt.date | None, at: dt.datetime) -> Edit:
    """What ending a rule leaves of it: all but one date, what is before a date, or what is over.

    Raises `ValidationError` at `on`.
    """
    meant = _happening_on(rule, on, at, scope)
    if not rule.rrule:
        return Edit(unsaid=[rule.pk])
    if scope == EditScope.ONE:
        return Edit(changed=[_without(rule, meant.day)])
    head = _head(rule, _cut(rule, at, on if scope == EditScope.FOLLOWING else None))
    return Edit(changed=[head]) if head else Edit(unsaid=[rule.pk])


def _happening_on(rule: AvailabilityRule, on: dt.date | None, at: dt.datetime, scope: EditScope) -> Occurrence:
    """What the times of an edit are about."""
    if not rule.rrule:
        once = next(happenings(rule, LAST_DAY))
        if on not in (None, once.day):
            raise _not_that_day()
        if once.period.ends_at <= at:
            raise _is_over()
        return once
    if on is None:
        if scope != EditScope.ALL:
            raise ValidationError({"on": [_("Choose a date.")]})
        start = rule.starts_at.astimezone(ZoneInfo(rule.timezone))
        return Occurrence(start.date(), Period(rule.starts_at, rule.ends_at))
    that_day = [each for each in happenings(rule, on) if each.day == on]
    if not that_day or on in rule.exdates:
        raise _not_that_day()
    if scope == EditScope.ONE and that_day[-1].period.ends_at <= at:
        raise _is_over()
    return that_day[0]


def _with_fields(rule: AvailabilityRule, fields: Mapping[str, Any]) -> AvailabilityRule:
    changed = copy(rule)
    for name, value in fields.items():
        setattr(changed, name, value)
    changed.rrule, changed.note = changed.rrule.strip(), changed.note.strip()
    changed.exdates = sorted(set(changed.exdates))
    return changed


def _change_one(rule: AvailabilityRule, before: AvailabilityRule, after: AvailabilityRule, day: dt.date) -> Edit:
    if after.rrule != before.rrule or after.exdates != before.exdates:
        raise ValidationError({"rrule": [_("A single date can’t repeat. Choose this date and all after it.")]})
    once = copy(after)
    once.rrule, once.exdates = "", []
    check_rule(once)
    said = Period(after.starts_at, after.ends_at)
    that_day = [each.period for each in happenings(rule, day) if each.day == day]
    if len(that_day) == 1:
        that_day = [said]
    elif said != Period(before.starts_at, before.ends_at):
        raise ValidationError({"starts_at": [_("This happens several times on that day.")]})
    return Edit(changed=[_new_part(after, period) for period in that_day], kept=[_without(rule, day)])


def _without(rule: AvailabilityRule, day: dt.date) -> AvailabilityRule:
    left = copy(rule)
    left.exdates = sorted({*rule.exdates, day})
    check_rule(left)
    return left


def _change_rest(
    rule: AvailabilityRule,
    before: AvailabilityRule,
    after: AvailabilityRule,
    on: dt.date | None,
    scope: EditScope,
    at: dt.datetime,
) -> Edit:
    """Go on otherwise from a day, or from now; in place where nothing that is over would be another."""
    cut = _cut(rule, at, on if scope == EditScope.FOLLOWING else None)
    move = Move.between(rule, before, after, on)
    exdates = move.exdates(set(before.exdates), set(after.exdates))
    head = _head(rule, cut)
    if move.begins_anew:
        whole = move.anew(on if scope == EditScope.FOLLOWING or not after.rrule else None)
        since = next((moment for moment in whole.moments() if _is_ahead(whole, moment, at, move, cut)), None)
        if since is None:
            raise _never()
    else:
        whole = move.moved()
        since = move.of(cut.moment)
    if head is None or (scope == EditScope.ALL and _has_same_past(rule, whole, after, exdates, cut, at)):
        if not move.days:
            exdates |= {day for day in rule.exdates if day < cut.moment.date()}
        parts = _parts(whole, after, exdates, replaced=rule)
        return Edit(changed=parts, unsaid=[] if any(part.pk == rule.pk for part in parts) else [rule.pk])
    parts = _parts(whole, after, {day for day in exdates if day >= since.date()}, since=since, done=cut.place)
    return Edit(changed=parts, kept=[head])


def _is_ahead(whole: Pattern, moment: dt.datetime, at: dt.datetime, move: Move, cut: Cut) -> bool:
    is_too_early = move.days and abs(move.days) < BEGINS_ANEW and moment.date() < cut.moment.date() + move.days
    return not is_too_early and whole.period(moment).ends_at > at


def _cut(rule: AvailabilityRule, at: dt.datetime, on: dt.date | None) -> Cut:
    """Between what is over, or lies before a day, and the rest."""
    pattern, before = Pattern.of(rule), None
    for place, moment in enumerate(pattern.moments()):
        if pattern.period(moment).ends_at > at and (on is None or moment.date() >= on):
            return Cut(place, moment, before)
        before = moment
    raise _is_over()


def _head(rule: AvailabilityRule, cut: Cut) -> AvailabilityRule | None:
    """The rule up to a cut, with its exceptions; None where nothing of it was ever said."""
    pattern, excluded = Pattern.of(rule), set(rule.exdates)
    said_since = rule.created_at - DAY
    past = islice(pattern.moments(), cut.place)
    if cut.before is None or not any(
        moment.date() not in excluded and pattern.period(moment).ends_at > said_since for moment in past
    ):
        return None
    head = copy(rule)
    head.exdates = [day for day in rule.exdates if day <= cut.before.date()]
    if Recurrence.parse(rule.rrule).count:
        head.rrule = rewritten(rule.rrule, COUNT=str(cut.place))
    elif cut.before.date() < cut.moment.date():
        head.rrule = rewritten(rule.rrule, UNTIL=f"{cut.before:%Y%m%d}")
    else:
        head.rrule = rewritten(rule.rrule, UNTIL=f"{cut.before:%Y%m%dT%H%M%S}")
    check_rule(head)
    return head


def _has_same_past(
    rule: AvailabilityRule, whole: Pattern, after: AvailabilityRule, exdates: set[dt.date], cut: Cut, at: dt.datetime
) -> bool:
    """Whether what is over would be the same by the new rule: then it may be told by it."""
    if rule.kind != after.kind:
        return False
    old, excluded = Pattern.of(rule), set(rule.exdates)
    past_excluded = exdates | {day for day in excluded if day < cut.moment.date()}
    return _over(old, excluded, rule.created_at - DAY, at) == _over(whole, past_excluded, rule.created_at - DAY, at)


def _over(pattern: Pattern, excluded: set[dt.date], since: dt.datetime, at: dt.datetime) -> list[Period]:
    found = []
    for moment in pattern.moments():
        period = pattern.period(moment)
        if period.ends_at > at:
            break
        if period.ends_at > since and moment.date() not in excluded:
            found.append(period)
    return found


def _parts(
    pattern: Pattern,
    like: AvailabilityRule,
    exdates: set[dt.date],
    *,
    since: dt.datetime | None = None,
    done: int = 0,
    replaced: AvailabilityRule | None = None,
) -> list[AvailabilityRule]:
    """The rules that say a pattern from a moment on; `done` of its COUNT are over, `replaced` is the row it takes.

    A rule begins at an instant. Where clocks do not show the one it should begin at, it begins the next time, and what
    comes before is said once: else it would stay moved by the gap for good.
    """
    if not pattern.rrule:
        return [_part(like, Period(like.starts_at, like.ends_at), replaced)]
    is_whole = since is None and pattern.is_shown(pattern.start)
    first, skipped = (pattern.start, []) if is_whole else _first_shown(pattern, since)
    rrule, count = pattern.rrule, Recurrence.parse(pattern.rrule).count
    if count is not None:
        left = count - done - len(skipped)
        if count <= done:
            raise ValidationError({"rrule": [_("It has already happened %(count)s times.") % {"count": done}]})
        rrule = rewritten(rrule, COUNT=str(left)) if left > 0 else ""
    once = [_new_part(like, pattern.period(moment)) for moment in skipped if moment.date() not in exdates]
    main = _part(like, pattern.period(first), replaced)
    main.rrule, main.exdates = rrule, sorted(exdates)
    parts = [main, *once] if rrule else once
    for part in parts:
        check_rule(part)
    return parts


def _first_shown(pattern: Pattern, since: dt.datetime | None) -> tuple[dt.datetime, list[dt.datetime]]:
    """The first moment that clocks show, and those before it; the very first where they never seem to."""
    ahead = dropwhile(lambda moment: since is not None and moment < since, pattern.moments())
    skipped: list[dt.datetime] = []
    for moment in islice(ahead, SKIPPED_MAX):
        if pattern.is_shown(moment):
            return moment, skipped
        skipped.append(moment)
    if not skipped:
        raise _never()
    return skipped[0], []


def _part(like: AvailabilityRule, period: Period, replaced: AvailabilityRule | None) -> AvailabilityRule:
    if replaced is None:
        return _new_part(like, period)
    part = copy(replaced)
    part.kind, part.timezone, part.note, part.rrule, part.exdates = like.kind, like.timezone, like.note, "", []
    part.starts_at, part.ends_at = period.starts_at, period.ends_at
    return part


def _new_part(like: AvailabilityRule, period: Period) -> AvailabilityRule:
    """Something said once, of the same series."""
    return AvailabilityRule(
        id=uuid7(),
        calendar_id=like.calendar_id,
        kind=like.kind,
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        timezone=like.timezone,
        series=like.series,
        note=like.note,
    )


def _is_over() -> ValidationError:
    return ValidationError({"on": [_("This is over and can’t be changed.")]})


def _not_that_day() -> ValidationError:
    return ValidationError({"on": [_("It doesn’t happen on this day.")]})


def _never() -> ValidationError:
    return ValidationError({"rrule": [_("This never happens.")]})
