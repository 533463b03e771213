"""Half-open periods of time, and the wall clocks that they are said by. Pure Python: no database, no Django."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = dt.timedelta(days=1)
LONGEST_BLOCK = dt.timedelta(days=7)
"""No block is longer (a CHECK of the table), so that "overlaps X" is also "starts in the week before X, or in it"."""


@dataclass(frozen=True, order=True)
class Period:
    """`[starts_at, ends_at)`, both aware, never empty."""

    starts_at: dt.datetime
    ends_at: dt.datetime

    def __post_init__(self):
        if not self.starts_at < self.ends_at:
            raise ValueError(f"a period starts before it ends: {self.starts_at} - {self.ends_at}")

    @classmethod
    def of(cls, stored) -> "Period":
        """The period of a finite range as the database returns it."""
        return cls(stored.lower, stored.upper)

    @property
    def length(self) -> dt.timedelta:
        return self.ends_at - self.starts_at

    def overlaps(self, other: "Period") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def contains(self, other: "Period") -> bool:
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def minus(self, others: Iterable["Period"]) -> list["Period"]:
        """What is left of this period without the others, in order."""
        left, cursor = [], self.starts_at
        for other in sorted(others):
            if other.starts_at >= self.ends_at:
                break
            if cursor < other.starts_at:
                left.append(Period(cursor, other.starts_at))
            cursor = max(cursor, other.ends_at)
        if cursor < self.ends_at:
            left.append(Period(cursor, self.ends_at))
        return left

    def pieces(self, longest: dt.timedelta = LONGEST_BLOCK) -> Iterator["Period"]:
        """This period, cut where it is longer than a block may be."""
        start = self.starts_at
        while start < self.ends_at:
            end = min(start + longest, self.ends_at)
            yield Period(start, end)
            start = end


def union(periods: Iterable[Period]) -> list[Period]:
    """The same time as these periods, as few and in order: overlapping and touching ones become one."""
    joined: list[Period] = []
    for period in sorted(periods):
        if joined and period.starts_at <= joined[-1].ends_at:
            joined[-1] = Period(joined[-1].starts_at, max(joined[-1].ends_at, period.ends_at))
        else:
            joined.append(period)
    return joined


def at_wall_clock(day: dt.date, time: dt.time, timezone: str) -> dt.datetime:
    """The instant (UTC) at which clocks of this zone show that time on that day.

    A time that a change of clocks leaves out moves forward by the gap (02:30 becomes 03:30); of a doubled one the
    first is meant. That is what `fold=0` of PEP 495 means, and what RFC 5545, section 3.3.5 asks for.
    """
    local = dt.datetime.combine(day, time.replace(fold=0, tzinfo=None), tzinfo=ZoneInfo(timezone))
    return local.astimezone(dt.UTC)


def wall_clock_period(starts: dt.datetime, ends: dt.datetime, timezone: str) -> Period:
    """The time between two (naive) times on the wall clocks of this zone; each is an instant as `at_wall_clock` has it.

    Where a change of clocks would turn it round (02:30 to 03:00 on a night without 02:30), its length on the wall
    clock counts instead.
    """
    starts_at = at_wall_clock(starts.date(), starts.time(), timezone)
    ends_at = at_wall_clock(ends.date(), ends.time(), timezone)
    return Period(starts_at, ends_at if ends_at > starts_at else starts_at + (ends - starts))


@lru_cache(maxsize=4096)
def evening(day: dt.date, starts: dt.time, ends: dt.time, timezone: str) -> Period:
    """The evening of a day, from one time on the wall clock to another; `ends <= starts` is of the next day.

    Remembered: bands ask for the same few hours of the same days again and again.
    """
    last = day if starts < ends else day + DAY
    return wall_clock_period(dt.datetime.combine(day, starts), dt.datetime.combine(last, ends), timezone)
