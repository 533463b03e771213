"""When a session may start: closed intervals of instants, and the full half hours in them."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from availability.ranges import Period

Interval = tuple[dt.datetime, dt.datetime]
"""From the first to the last instant (UTC), both included; they may be the same."""

STEP = dt.timedelta(minutes=30)
QUARTER = dt.timedelta(minutes=15)
"""Every zone is some quarters of an hour from UTC, so each half hour of its clocks is a quarter of an hour of UTC."""


def starts_within(hours: Iterable[Period], length: dt.timedelta, earliest: dt.datetime) -> list[Interval]:
    """The starts from `earliest` on of what lies wholly in one of these hours; `hours` are apart and in order."""
    found = ((max(period.starts_at, earliest), period.ends_at - length) for period in hours)
    return [(first, last) for first, last in found if first <= last]


def without(starts: Sequence[Interval], taken: Iterable[Period], *, length: dt.timedelta, buffer: dt.timedelta):
    """The starts that are left where nothing taken may overlap the session, nor the buffer before and after it.
    `starts` are apart and in order, and so is what is left."""
    left = list(starts)
    for period in sorted(taken):
        # Between these two instants, which are still possible themselves, a session would touch what is taken.
        last_before, first_after = period.starts_at - length - buffer, period.ends_at + buffer
        left = [piece for interval in left for piece in _cut(interval, last_before, first_after)]
    return left


def _cut(interval: Interval, last_before: dt.datetime, first_after: dt.datetime) -> Iterator[Interval]:
    first, last = interval
    if first_after <= first or last <= last_before:
        yield interval
        return
    if first <= last_before:
        yield first, last_before
    if first_after <= last:
        yield first_after, last


def joined(intervals: Iterable[Interval]) -> list[Interval]:
    """The same starts as few intervals as possible, in order."""
    found: list[Interval] = []
    for first, last in sorted(intervals):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def half_hours(interval: Interval, zone: ZoneInfo) -> Iterator[dt.datetime]:
    """The instants (UTC) of an interval at which the clocks of the zone show a full or half hour. An hour that the
    clocks show twice counts twice."""
    first, last = interval
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    at = midnight + -(-(first - midnight) // QUARTER) * QUARTER
    while at <= last:
        if at.astimezone(zone).minute % 30 == 0:
            yield at
            at += STEP
        else:
            at += QUARTER
