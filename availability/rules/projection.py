"""From rules to blocks: a rule speaks of wall clocks, a block is an instant and at most a week long."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple
from zoneinfo import ZoneInfo

from availability.models import AvailabilityRule
from availability.ranges import DAY, Period, union, wall_clock_period
from availability.rules.recurrence import Recurrence

HORIZON = dt.timedelta(days=548)
"""How far ahead recurring rules are projected, and calendars may be known: about 18 months."""
KEPT = dt.timedelta(days=400)
"""How long what was said stays after it is over."""


class Occurrence(NamedTuple):
    """One time that a rule happens: the local day on which it starts, and when that is."""

    day: dt.date
    period: Period


def occurrences(rule: AvailabilityRule, period: Period) -> Iterator[Occurrence]:
    """Each time that a rule happens and touches `period`, without the days left out; in order of the days.

    Wall clock: a rule from 20:00 to 24:00 stays so when clocks change. Raises `ValidationError` for a bad RRULE.
    """
    excluded = set(rule.exdates) if rule.rrule else set()
    zone = ZoneInfo(rule.timezone)
    # Two days more than it lasts: clocks may change, and its days are those of another zone.
    since = period.starts_at.astimezone(zone).date() - (rule.ends_at - rule.starts_at + 2 * DAY)
    last = period.ends_at.astimezone(zone).date()
    for happening in happenings(rule, last, since):
        if happening.day not in excluded and happening.period.overlaps(period):
            yield happening


def happenings(rule: AvailabilityRule, last: dt.date, since: dt.date | None = None) -> Iterator[Occurrence]:
    """Each time that a rule happens up to the local day `last` (included), also on days that are left out.

    From its beginning, or from about the day `since` where those before need not be counted.
    """
    zone = ZoneInfo(rule.timezone)
    start, end = rule.starts_at.astimezone(zone), rule.ends_at.astimezone(zone)
    if not rule.rrule:
        yield Occurrence(start.date(), Period(rule.starts_at, rule.ends_at))
        return
    length = wall_length(start, end)
    for moment in Recurrence.parse(rule.rrule).moments(start, last, since):
        yield Occurrence(moment.date(), wall_clock_period(moment, moment + length, rule.timezone))


def is_over(rule: AvailabilityRule, at: dt.datetime) -> bool:
    """Whether nothing of a rule happens at an instant or after it, as far as time is planned from there."""
    return next(occurrences(rule, Period(at, max(at, rule.starts_at) + HORIZON)), None) is None


def wall_length(start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """How long it is from one aware local time to another on the wall clock; never zero or less.

    From the first 02:30 of an autumn night to the second 02:15 clocks go back: then its real length counts.
    """
    length = end.replace(tzinfo=None) - start.replace(tzinfo=None)
    return length if length > dt.timedelta() else end.astimezone(dt.UTC) - start.astimezone(dt.UTC)


def project(rule: AvailabilityRule, until: dt.datetime) -> list[Period]:
    """The blocks of a rule: a one-off in full, a recurring one from the day before it was said to `until`.

    No further back than what is over is kept. Times that overlap or touch are one; what is longer than a week is cut.
    """
    if not rule.rrule:
        return list(Period(rule.starts_at, rule.ends_at).pieces())
    since = max(rule.starts_at, rule.created_at - DAY, until - HORIZON - KEPT)
    if since >= until:
        return []
    happening = [occurrence.period for occurrence in occurrences(rule, Period(since, until))]
    return [piece for stretch in union(happening) for piece in stretch.pieces()]
