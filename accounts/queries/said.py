"""What a person has said of their time, in words."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries.months import DAY_STARTS_AT
from accounts.repeats import say_repeat
from availability.models import AvailabilityRule
from availability.recurrence import Recurrence
from availability.states import BlockKind
from stageslot.web.dates import say_day, say_span


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
        return cls(rule, _in_words(rule))


def said_by(user: User, at: dt.datetime) -> list[Said]:
    """What a person said that is not over at an instant: what recurs first, then by time. One query."""
    rules = AvailabilityRule.objects.filter(calendar=user.calendar_id).filter(Q(ends_at__gt=at) | ~Q(rrule=""))
    told = sorted(rules, key=lambda rule: (not rule.rrule, rule.starts_at))
    return [Said.of(rule) for rule in told if not _is_over(rule, at)]


def _in_words(rule: AvailabilityRule) -> str:
    if not rule.rrule:
        return _span(rule)
    again = say_repeat(rule.rrule, rule.starts_at.astimezone(ZoneInfo(rule.timezone)))
    return _("%(span)s, %(again)s") % {"span": _span(rule), "again": again}


def _span(rule: AvailabilityRule) -> str:
    """Days where it is whole days, else hours."""
    start, end = (moment.astimezone(ZoneInfo(rule.timezone)) for moment in (rule.starts_at, rule.ends_at))
    if not start.time() == end.time() == DAY_STARTS_AT:
        return say_span(rule.starts_at, rule.ends_at, rule.timezone)
    first, last = start.date(), end.date() - dt.timedelta(days=1)
    return say_day(first) if first == last else f"{say_day(first)} – {say_day(last)}"


def _is_over(rule: AvailabilityRule, at: dt.datetime) -> bool:
    until = Recurrence.parse(rule.rrule).until if rule.rrule else None
    return bool(until and until.moment.date() < at.date())
