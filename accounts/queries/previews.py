"""What a rule would do to one's time, before it is said. Nothing here writes."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from accounts.models import User
from availability.models import AvailabilityRule, CalendarEntry, TimeBlock
from availability.ranges import Period
from availability.rules.checks import check_rule
from availability.rules.edits import plan_change
from availability.rules.projection import HORIZON, occurrences
from availability.states import EditScope, EntryStatus, SaidKind

SHOWN = 6
LATER = dt.timedelta(days=3660)
"""So far after the horizon it is asked whether a rule goes on."""


@dataclass(frozen=True)
class Promise:
    """Something promised that a rule contradicts: it stands, whatever is said."""

    period: Period
    title: str
    path: str


@dataclass(frozen=True)
class Preview:
    """Every time that a rule happens from now on, as far as time is planned, and what it contradicts."""

    rule: AvailabilityRule
    periods: list[Period]
    goes_on: bool
    """After the last of these."""
    contradicts: list[Promise]

    @property
    def first(self) -> list[Period]:
        return self.periods[:SHOWN]

    @property
    def last_day(self) -> dt.date:
        return self.periods[-1].starts_at.astimezone(ZoneInfo(self.rule.timezone)).date()


def preview_new(user: User, at: dt.datetime, **fields) -> Preview:
    """What saying this would do from an instant on. Two queries. Raises `ValidationError` at its field."""
    rule = AvailabilityRule(calendar=user.calendar, created_at=at, **fields)
    check_rule(rule)
    return _preview(user, [rule], at)


def preview_change(
    user: User, at: dt.datetime, rule: AvailabilityRule, scope: EditScope, on: dt.date, **fields
) -> Preview:
    """What changing a rule would do from an instant on: the new and changed times. Raises as `change_rule` does."""
    edit = plan_change(rule, scope=scope, on=on, at=at, fields=fields)
    return _preview(user, edit.changed if edit else [rule], at)


def _preview(user: User, rules: list[AvailabilityRule], at: dt.datetime) -> Preview:
    ahead = Period(at, max(at, rules[0].starts_at) + HORIZON)
    later = Period(ahead.ends_at, ahead.ends_at + LATER)
    periods = sorted(each.period for rule in rules for each in occurrences(rule, ahead))
    goes_on = bool(rules[0].rrule) and any(True for _each in occurrences(rules[0], later))
    return Preview(rules[0], periods, goes_on, promises_against(user, rules[0].kind, periods))


def promises_against(user: User, kind: str, periods: list[Period]) -> list[Promise]:
    """What is promised within these periods, if the kind of time denies it; in order of time."""
    if kind == SaidKind.FREE or not periods:
        return []
    claims = TimeBlock.objects.claims().standing().filter(calendar=user.calendar_id)
    near = claims.overlapping(periods[0].starts_at, max(period.ends_at for period in periods)).order_by("period")
    hit = {
        block.occasion: Period.of(block.period)
        for block in near
        if any(Period.of(block.period).overlaps(period) for period in periods)
    }
    if not hit:
        return []
    entries = CalendarEntry.objects.filter(calendar=user.calendar_id, occasion__in=hit)
    told = {entry.occasion: entry for entry in entries.exclude(status=EntryStatus.CANCELLED)}
    return [
        Promise(
            period, told[occasion].title if occasion in told else "", told[occasion].path if occasion in told else ""
        )
        for occasion, period in hit.items()
    ]
