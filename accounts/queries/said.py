"""What a person has said of their time, in words."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import ngettext

from accounts.models import Party, User
from accounts.queries.months import DAY_STARTS_AT
from accounts.rules.repeats import say_repeat
from availability.models import AvailabilityRule
from availability.ranges import DAY
from availability.rules.projection import is_over
from availability.states import BlockKind
from web.dates import say_day, say_hours, say_span

LONGEST_DAY = dt.timedelta(hours=25)
"""On which clocks are set back."""


@dataclass(frozen=True)
class Said:
    """One thing said: its kind, its time in words, and the rule to take it back by."""

    rule: AvailabilityRule
    text: str

    @property
    def label(self) -> str:
        return str(BlockKind(self.rule.kind).label)

    @classmethod
    def of(cls, rule: AvailabilityRule) -> "Said":
        return cls(rule, describe_rule(rule))


def said_by(owner: User | Party, at: dt.datetime) -> list[Said]:
    """What they said that is not over at an instant: what recurs first, then by time. One query."""
    rules = AvailabilityRule.objects.filter(calendar=owner.calendar_id).filter(Q(ends_at__gt=at) | ~Q(rrule=""))
    told = sorted(rules, key=lambda rule: (not rule.rrule, rule.starts_at))
    return [Said.of(rule) for rule in told if not (rule.rrule and is_over(rule, at))]


def describe_rule(rule: AvailabilityRule) -> str:
    """A rule in words: "Fri 3 Mar, 19:00 – 23:00", "Fridays 19:00–23:00 (from 3 Mar until Fri 5 May), except on 3
    dates".
    """
    if not rule.rrule:
        return _span(rule)
    text = say_repeat(rule.rrule, rule.starts_at.astimezone(ZoneInfo(rule.timezone)), _hours(rule))
    if to_come := [day for day in rule.exdates if day >= localdate()]:
        left_out = ngettext("except on %(count)s date", "except on %(count)s dates", len(to_come))
        text = f"{text}, {left_out % {'count': len(to_come)}}"
    return text


def _hours(rule: AvailabilityRule) -> str:
    """The time of day of what recurs; empty where it is whole days, and with its days where it is longer than one."""
    if _is_of_whole_days(rule):
        return "" if rule.ends_at - rule.starts_at <= LONGEST_DAY else _span(rule)
    if rule.ends_at - rule.starts_at >= DAY:
        return _span(rule)
    return say_hours(rule.starts_at, rule.ends_at, rule.timezone)


def _is_of_whole_days(rule: AvailabilityRule) -> bool:
    start, end = (moment.astimezone(ZoneInfo(rule.timezone)) for moment in (rule.starts_at, rule.ends_at))
    return start.time() == end.time() == DAY_STARTS_AT


def _span(rule: AvailabilityRule) -> str:
    """Days where it is whole days, else hours."""
    if not _is_of_whole_days(rule):
        return say_span(rule.starts_at, rule.ends_at, rule.timezone)
    start, end = (moment.astimezone(ZoneInfo(rule.timezone)) for moment in (rule.starts_at, rule.ends_at))
    first, last = start.date(), end.date() - DAY
    return say_day(first) if first == last else f"{say_day(first)} – {say_day(last)}"
