"""From rules to blocks: a rule speaks of wall clocks, a block is an instant and at most a week long."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from availability.models import AvailabilityRule
from availability.ranges import DAY, Period, union, wall_clock_period
from availability.recurrence import Recurrence

HORIZON = dt.timedelta(days=548)
"""How far ahead recurring rules are projected, and calendars may be known: about 18 months."""


def occurrences(rule: AvailabilityRule, period: Period) -> Iterator[tuple[dt.date, Period]]:
    """Each time that a rule happens and touches `period`: its local day, and when that is; in order of the days.

    Wall clock: a rule from 20:00 to 24:00 stays so when clocks change. Raises `ValidationError` for a bad RRULE.
    """
    zone = ZoneInfo(rule.timezone)
    start, end = rule.starts_at.astimezone(zone), rule.ends_at.astimezone(zone)
    if not rule.rrule:
        said = Period(rule.starts_at, rule.ends_at)
        if said.overlaps(period):
            yield start.date(), said
        return
    length = end.replace(tzinfo=None) - start.replace(tzinfo=None)
    excluded = set(rule.exdates)
    last = period.ends_at.astimezone(zone).date()
    for day in Recurrence.parse(rule.rrule).days(start.replace(fold=0), last):
        local_start = dt.datetime.combine(day, start.time())
        happening = wall_clock_period(local_start, local_start + length, rule.timezone)
        if day not in excluded and happening.overlaps(period):
            yield day, happening


def project(rule: AvailabilityRule, until: dt.datetime) -> list[Period]:
    """The blocks of a rule: a one-off in full, a recurring one from the day before it was said to `until`.

    Times that overlap or touch are one; what is longer than a week is cut.
    """
    if not rule.rrule:
        return list(Period(rule.starts_at, rule.ends_at).pieces())
    since = max(rule.starts_at, rule.created_at - DAY)
    if since >= until:
        return []
    happenings = [happening for _day, happening in occurrences(rule, Period(since, until))]
    return [piece for stretch in union(happenings) for piece in stretch.pieces()]
