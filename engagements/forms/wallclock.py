"""Times as people type them, a night and clock times, turned into instants.

A night is not a date: what starts before the day-roll belongs to the night before. A clock time that a zone skips in
spring moves forward by the gap; one that it shows twice in autumn is the first.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from web.dates import say_day

DAY = dt.timedelta(days=1)
SHOW_CLOCKS = ("load_in", "doors", "starts", "ends", "curfew", "out")
"""The fields of a show's times; what is stored has `_at` behind the name."""


@dataclass
class WallClock:
    """The clock of one night in one zone. `moved` collects what a skipped hour changed, in words."""

    night: dt.date
    timezone: str
    day_starts_at: dt.time = dt.time(0, 0)
    moved: list[str] = field(default_factory=list)

    def start(self, clock: dt.time) -> dt.datetime:
        """The local time of a start: clock times before the day-roll lie on the day after the night's date."""
        day = self.night + DAY if clock < self.day_starts_at else self.night
        return dt.datetime.combine(day, clock)

    @staticmethod
    def after(local: dt.datetime, clock: dt.time) -> dt.datetime:
        """The first time after `local` at which the clock shows `clock`: 21:00 to 00:30 ends the next day."""
        day = local.date() + DAY if clock <= local.time() else local.date()
        return dt.datetime.combine(day, clock)

    @classmethod
    def from_(cls, local: dt.datetime, clock: dt.time) -> dt.datetime:
        """The first time at or after `local` at which the clock shows `clock`."""
        return local if clock == local.time() else cls.after(local, clock)

    @staticmethod
    def before(local: dt.datetime, clock: dt.time) -> dt.datetime:
        """The last time at or before `local` at which the clock showed `clock`."""
        day = local.date() if clock <= local.time() else local.date() - DAY
        return dt.datetime.combine(day, clock)

    def instant(self, local: dt.datetime) -> dt.datetime:
        """The instant of a local time, in UTC; one that does not exist moves forward by the gap and is noted."""
        zone = ZoneInfo(self.timezone)
        # fold=0 reads a skipped time by the offset before the gap, which is the move forward.
        instant = local.replace(tzinfo=zone, fold=0).astimezone(dt.UTC)
        shown = instant.astimezone(zone).replace(tzinfo=None)
        if shown != local:
            self._note(local, shown)
        return instant

    def _note(self, typed: dt.datetime, shown: dt.datetime) -> None:
        note = _("On %(day)s clocks skip %(typed)s; it became %(shown)s.") % {
            "day": say_day(typed.date()),
            "typed": f"{typed:%H:%M}",
            "shown": f"{shown:%H:%M}",
        }
        if note not in self.moved:
            self.moved.append(note)


def show_times(clock: WallClock, said: Mapping[str, dt.time | None]) -> dict[str, dt.datetime | None]:
    """The instants of a new show that was typed as clock times, by the names of the fields: starts and ends, and of
    load_in, doors, curfew and out those that were."""
    start = clock.start(_given(said, "starts"))
    end = clock.after(start, _given(said, "ends"))
    read = {"load_in": clock.before, "doors": clock.before, "curfew": clock.from_, "out": clock.from_}
    local = {"starts": start, "ends": end} | {
        name: reader(end if name == "out" else start, typed)
        for name, reader in read.items()
        if (typed := said.get(name)) is not None
    }
    return {name: clock.instant(local[name]) if name in local else None for name in SHOW_CLOCKS}


def _given(said: Mapping[str, dt.time | None], name: str) -> dt.time:
    clock = said[name]
    if clock is None:
        raise ValueError(f"{name} is required")
    return clock


def read_moment(day: dt.date | None, clock: dt.time | None, timezone: str) -> dt.datetime | None:
    """The instant of a day and a clock time; without a time, the start of the day."""
    if day is None:
        return None
    return WallClock(day, timezone).instant(dt.datetime.combine(day, clock or dt.time()))


def shown_moment(moment: dt.datetime | None, timezone: str) -> tuple[dt.date | None, dt.time | None]:
    """What two fields show of an instant; the start of a day has no time."""
    if moment is None:
        return None, None
    local = moment.astimezone(ZoneInfo(timezone))
    return local.date(), local.time() if local.time() != dt.time() else None


def clock_field(label, *, required: bool = False, help_text="") -> forms.TimeField:
    """A field for a time of day."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=required, help_text=help_text, widget=widget)


ANOTHER_DATE = gettext_lazy("Choose another date.")
WITHIN_DAYS = (
    MinValueValidator(dt.date(1900, 1, 1), ANOTHER_DATE),
    MaxValueValidator(dt.date(2200, 12, 31), ANOTHER_DATE),
)


def day_field(label, *, required: bool = True, help_text="") -> forms.DateField:
    """A field for a day that every time zone has: near the ends of the calendar some have none."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget, validators=WITHIN_DAYS)
