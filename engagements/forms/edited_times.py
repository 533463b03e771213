"""The times of something that exists, as its form shows and reads them.

They are shown and read in the zone of the thing itself. A time that nobody touched keeps its very instant: its seconds,
which of two 02:30 it is, and its day, however far from the night that is. Another night, or another zone, takes all of
them along on the wall clock.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from engagements.forms.wallclock import DAY, SHOW_CLOCKS, WallClock, show_times

Said = Mapping[str, dt.time | None]
Moments = dict[str, dt.datetime | None]
BEFORE_THE_START = frozenset({"load_in", "doors", "call"})


@dataclass(frozen=True)
class StoredTimes:
    """What is stored: the night, the zone, and the moments by the names of the form's fields."""

    night: dt.date
    timezone: str
    moments: Mapping[str, dt.datetime | None]

    @property
    def clocks(self) -> dict[str, dt.time]:
        """What the form shows of them."""
        return {name: local.time() for name in self.moments if (local := self.local(name))}

    def local(self, name: str) -> dt.datetime | None:
        moment = self.moments.get(name)
        return moment and moment.astimezone(ZoneInfo(self.timezone)).replace(tzinfo=None)

    def days_apart(self, day_starts_at: dt.time) -> dict[str, dt.date]:
        """The days of those times that would lie on another one if they were typed anew: a load-in on the day before,
        the end of a festival. Their clock alone does not tell."""
        clock = WallClock(self.night, self.timezone, day_starts_at)
        anew = StoredTimes(self.night, self.timezone, show_times(clock, dict.fromkeys(SHOW_CLOCKS) | self.clocks))
        days = {name: present.date() for name in self.clocks if (present := self.local(name))}
        return {name: day for name, day in days.items() if (read := anew.local(name)) and read.date() != day}

    def edited(self, clock: WallClock, said: Said, touched: Collection[str]) -> Moments:
        """The instants after an edit: `clock` of the night and zone that are meant now, `said` what was typed."""
        return _Edit(self, clock, said, touched).moments()


@dataclass(frozen=True)
class _Edit:
    stored: StoredTimes
    clock: WallClock
    said: Said
    touched: Collection[str]

    def moments(self) -> Moments:
        found = {name: self._instant(name) for name in self.stored.moments}
        if "out" in found and "out" not in self.touched and self._is_out_at_the_end:
            found["out"] = found["ends"]
        return found

    @property
    def _is_out_at_the_end(self) -> bool:
        return self.stored.moments["out"] == self.stored.moments["ends"]

    def _instant(self, name: str) -> dt.datetime | None:
        stays = (self.clock.night, self.clock.timezone) == (self.stored.night, self.stored.timezone)
        if name not in self.touched and stays:
            return self.stored.moments[name]
        local = self._local(name)
        return local and self.clock.instant(local)

    def _local(self, name: str) -> dt.datetime | None:
        """On the wall clock: as it is, on the night that is meant now, or as it was typed."""
        present = self.stored.local(name)
        if present:
            present += self.clock.night - self.stored.night
        if name not in self.touched:
            return present
        typed = self.said.get(name)
        return None if typed is None else self._typed(name, typed, present)

    def _typed(self, name: str, typed: dt.time, present: dt.datetime | None) -> dt.datetime:
        if name == "starts":
            # The day-roll may be another one since: then the night does not tell the day.
            is_elsewhere = present and self.clock.start(present.time()) != present
            return _nearest(present, typed) if present and is_elsewhere else self.clock.start(typed)
        anchor = self._local("ends" if name == "out" else "starts")
        if anchor is None:
            anchor = self.clock.start(typed)
        if present and abs(present - anchor) >= DAY:
            return _nearest(present, typed)
        if name in BEFORE_THE_START:
            return self.clock.before(anchor, typed)
        return self.clock.after(anchor, typed) if name == "ends" else self.clock.from_(anchor, typed)


def _nearest(present: dt.datetime, typed: dt.time) -> dt.datetime:
    """On which of three days a festival's clock time is meant: the nearest to what stands there."""
    days = (dt.datetime.combine(present.date() + step * DAY, typed) for step in (-1, 0, 1))
    return min(days, key=lambda local: abs(local - present))
