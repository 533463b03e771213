"""The night of a bill as a line to scale: sets with their minutes, changeovers, soundchecks, doors and curfew.

It is drawn twice: along the page from load-in, and on phones down the page from doors. `static/js/bill-timeline.js`
moves the same parts while somebody plans.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from bookings.bill.running_order import MINUTE, Frame, Part, Timed
from web.dates import say_time

HOUR = dt.timedelta(hours=1)
MOST_TICKS = 12
STEPS = (1, 2, 3, 6, 12, 24)
EDGE = 14
"""Percent of the line beside its ends where no hour is named: what stands at the end is."""


class Playing(Protocol):
    """A row of the running order: what the act needs, and when it plays."""

    @property
    def part(self) -> Part: ...

    @property
    def timed(self) -> Timed: ...


@dataclass(frozen=True)
class Bar:
    """A stretch or a moment on the line, in percent of its length."""

    at: str
    length: str = "0%"


@dataclass(frozen=True)
class Tick:
    """A full hour on the clock of the show; its word is empty near the ends of the line."""

    moment: dt.datetime
    bar: Bar
    word: str


@dataclass(frozen=True)
class Timeline:
    """One drawing: from `begin` to `until`, both instants."""

    begin: dt.datetime
    until: dt.datetime
    frame: Frame
    rows: Sequence[Playing]
    zone: str

    @property
    def sets(self) -> list[tuple[Playing, Bar, str]]:
        """Each row with its bar and the clock time at which its set starts."""
        return [
            (row, self._bar(row.timed.starts_at, row.part.minutes), self._clock(row.timed.starts_at))
            for row in self.rows
        ]

    @property
    def checks(self) -> list[Bar]:
        return [
            self._bar(row.timed.soundcheck_at, row.part.soundcheck) if row.timed.soundcheck_at else Bar("0%")
            for row in self.rows
        ]

    @property
    def gaps(self) -> list[Bar]:
        """The changeover before each set; the first has none."""
        ends = [None, *(row.timed.ends_at for row in self.rows)]
        return [
            self._bar(before, (row.timed.starts_at - before) // MINUTE) if before else Bar("0%")
            for before, row in zip(ends, self.rows, strict=False)
        ]

    @property
    def doors(self) -> Bar:
        return self._bar(self.frame.checked_by)

    @property
    def limit(self) -> Bar:
        return self._bar(self.frame.limit_at)

    @property
    def ticks(self) -> list[Tick]:
        """Full hours between both ends, as many as can be read."""
        step = next((each for each in STEPS if (self.until - self.begin) / HOUR <= each * MOST_TICKS), STEPS[-1])
        hour = self.begin.astimezone(ZoneInfo(self.zone)).replace(minute=0, second=0, microsecond=0).astimezone(dt.UTC)
        found = []
        while (hour := hour + HOUR) < self.until:
            if hour.astimezone(ZoneInfo(self.zone)).hour % step == 0:
                is_named = EDGE < self._percent(hour) < 100 - EDGE
                found.append(Tick(hour, self._bar(hour), self._clock(hour) if is_named else ""))
        return found

    @property
    def load_in(self) -> str:
        return self._clock(self.frame.load_in_at)

    @property
    def clear(self) -> str:
        return self._clock(self.frame.out_at)

    @property
    def opens(self) -> str:
        return self._clock(self.frame.checked_by)

    @property
    def limits(self) -> str:
        return self._clock(self.frame.limit_at)

    def _clock(self, at: dt.datetime) -> str:
        return say_time(at, self.zone, viewer_zone=self.zone)

    def _bar(self, at: dt.datetime, minutes: int = 0) -> Bar:
        return Bar(f"{self._percent(at):.2f}%", f"{100 * minutes * MINUTE / (self.until - self.begin):.2f}%")

    def _percent(self, at: dt.datetime) -> float:
        return 100 * ((at - self.begin) / (self.until - self.begin))


def timelines_of(frame: Frame, rows: Sequence[Playing], zone: str) -> tuple[Timeline, Timeline]:
    """Along the page, from load-in until the venue is clear; and down the page, from doors until the curfew."""
    ends_at = max((row.timed.ends_at for row in rows), default=frame.first_at)
    begins = frame.load_in_at, min(frame.checked_by, frame.first_at)
    untils = max(frame.out_at, ends_at), max(frame.limit_at, ends_at)
    along, down = (Timeline(*ends, frame, rows, zone) for ends in zip(begins, untils, strict=True))
    return along, down
