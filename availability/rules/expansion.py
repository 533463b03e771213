"""When something repeats (RFC 5545, section 3.3.10): the one engine for rules of ours and for imported events.

python-dateutil does the work. It reads some rules otherwise than the RFC, libical and ical.js; these are
written in another form before it sees them:

- `BYDAY=3MO,WE`: dateutil wants both at once. Each plain weekday is named by all of its numbers.
- `BYWEEKNO` without a weekday means that of the start, and belongs to a year of whole weeks, which INTERVAL counts.
  Weeks are asked of dateutil one after another, and picked by their number.
- `FREQ=YEARLY;BYMONTHDAY=1` means the month of the start.
- `BYSETPOS` of the first week, month or year chooses among all of it. dateutil is asked from the beginning of the span
  in which the start lies.
- Days that no year has are looked for up to the year 9999, which takes seconds. The calendar is the same every 400
  years, so a rule is worked out as late as it can be, and one that names nothing at all is found out first.

Without Django: the child process that reads calendars imports it.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import Literal

from dateutil.rrule import DAILY, HOURLY, MONTHLY, WEEKLY, YEARLY, rrule, weekday

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
FREQUENCIES: dict[str, Literal[0, 1, 2, 3, 4, 5, 6]] = {
    "HOURLY": HOURLY, "DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY,
}  # fmt: skip
SAME_CALENDAR_YEARS = 400
EVERY_KIND_OF_YEAR = dt.datetime.combine(dt.date(dt.MAXYEAR - 27, 1, 1), dt.time())
"""The last 28 years hold each of the 14 kinds of years: none of their leap years is left out."""


@dataclass(frozen=True)
class Repetition:
    """How something repeats: `by_day` holds pairs of an ordinal (0: every) and a weekday (0 is Monday)."""

    frequency: str
    interval: int = 1
    count: int | None = None
    by_day: tuple[tuple[int, int], ...] = ()
    by_month: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_week_number: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()
    by_hour: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_second: tuple[int, ...] = ()
    week_start: int = 0

    def walls(self, start: dt.datetime, last: dt.datetime, since: dt.datetime | None = None) -> Iterator[dt.datetime]:
        """What a clock on the wall shows whenever this happens, in order, from `start` to `last` (included).

        Times are naive. What is before `since` is left out as far as it need not be counted. Raises `ValueError` and
        its like for numbers that make no sense.
        """
        if start > last:
            return
        years = max(dt.MAXYEAR - 1 - last.year, 0) // SAME_CALENDAR_YEARS * SAME_CALENDAR_YEARS
        rule = self._with_defaults_of(start)._with_every_day_numbered()
        if not rule._ever_happens():
            return
        begin = start if self.count is not None or since is None else max(since, start)
        first, whole = _later(start, years), _later(start, years).replace(microsecond=0)
        found = rule._found_from(_later(begin, years), first)
        for moment in islice((moment for moment in found if moment >= whole), self.count):
            wall = _later(moment, -years).replace(microsecond=start.microsecond)
            if wall > last:
                return
            yield wall

    def _with_defaults_of(self, start: dt.datetime) -> "Repetition":
        """What is left open comes from the start: times of the day, the weekday, the day of the month, the month."""
        rule = replace(
            self,
            by_hour=self.by_hour or (() if self.frequency == "HOURLY" else (start.hour,)),
            by_minute=self.by_minute or (start.minute,),
            by_second=self.by_second or (start.second,),
        )
        if self._names_days_of_a_month_alone:
            return replace(rule, by_month=(start.month,))
        if self.by_day or self.by_month_day or self.by_year_day:
            return rule
        if self.frequency == "WEEKLY" or (self.frequency == "YEARLY" and self.by_week_number):
            return replace(rule, by_day=((0, start.weekday()),))
        if self.frequency == "MONTHLY":
            return replace(rule, by_month_day=(start.day,))
        if self.frequency == "YEARLY":
            return replace(rule, by_month=self.by_month or (start.month,), by_month_day=(start.day,))
        return rule

    @property
    def _names_days_of_a_month_alone(self) -> bool:
        """`FREQ=YEARLY;BYMONTHDAY=1`: libical and ical.js take the month of the start, dateutil every month."""
        others = (self.by_month, self.by_day, self.by_year_day, self.by_week_number, self.by_position)
        return self.frequency == "YEARLY" and bool(self.by_month_day) and not any(others)

    def _with_every_day_numbered(self) -> "Repetition":
        """Weekdays all with a number, or all without; where a number has no meaning, it is passed over."""
        if self.frequency not in ("MONTHLY", "YEARLY") or self.by_week_number:
            return replace(self, by_day=tuple(sorted({(0, day) for _ordinal, day in self.by_day})))
        plain = {day for ordinal, day in self.by_day if not ordinal}
        if len(plain) == len(set(self.by_day)):
            return self
        most = 53 if self.frequency == "YEARLY" and not self.by_month else 5
        numbered = {pair for pair in self.by_day if pair[0]}
        return replace(self, by_day=tuple(numbered | {(place, day) for day in plain for place in range(1, most + 1)}))

    def _ever_happens(self) -> bool:
        """Whether any year has what this names, however often it is looked for."""
        always = replace(self, interval=1, count=None)
        return next(always._found_from(EVERY_KIND_OF_YEAR, EVERY_KIND_OF_YEAR), None) is not None

    def _found_from(self, begin: dt.datetime, start: dt.datetime) -> Iterator[dt.datetime]:
        """All that is named from the beginning of the week, month, year ... on that `begin` lies in, or one before."""
        if self.frequency == "YEARLY" and self.by_week_number:
            return self._of_weeks(begin, start)
        return iter(self._rrule(self._span(begin, start)))

    def _span(self, begin: dt.datetime, start: dt.datetime) -> dt.datetime:
        """The last beginning of a span up to `begin` that lies in the rhythm of the start."""
        if self.frequency in ("MONTHLY", "YEARLY"):
            first = start.month - 1 if self.frequency == "MONTHLY" else 0
            step = self.interval * (1 if self.frequency == "MONTHLY" else 12)
            months = (begin.year - start.year) * 12 + begin.month - 1 - first
            years, month = divmod(first + months // step * step, 12)
            return _day(start.year + years, month + 1, 1)
        if self.frequency == "HOURLY":
            first_hour = start.replace(minute=0, second=0, microsecond=0)
            step_length = HOUR * self.interval
            return first_hour + (begin - first_hour) // step_length * step_length
        first_day = _midnight(start) if self.frequency == "DAILY" else _week_of(start, self.week_start)
        step_length = DAY * self.interval * (1 if self.frequency == "DAILY" else 7)
        return first_day + (begin - first_day) // step_length * step_length

    def _of_weeks(self, begin: dt.datetime, start: dt.datetime) -> Iterator[dt.datetime]:
        """What happens in numbered weeks, year by year; such a year is made of whole weeks."""
        weekly = replace(self, frequency="WEEKLY", interval=1, by_week_number=(), by_position=())
        first = _week_of(_day(begin.year - 1, 1, 1), self.week_start)
        for year, moments in groupby(weekly._rrule(first), key=lambda moment: _middle(moment, self.week_start).year):
            if (year - start.year) % self.interval == 0:
                yield from self._at_positions([moment for moment in moments if self._names_week_of(moment)])

    def _names_week_of(self, moment: dt.datetime) -> bool:
        middle = _middle(moment, self.week_start)
        last = _middle(_day(middle.year, 12, 28), self.week_start)
        number, last_number = ((day.timetuple().tm_yday - 1) // 7 + 1 for day in (middle, last))
        return number in self.by_week_number or number - last_number - 1 in self.by_week_number

    def _at_positions(self, moments: list[dt.datetime]) -> list[dt.datetime]:
        if not self.by_position:
            return moments
        chosen = {position - 1 if position > 0 else len(moments) + position for position in self.by_position}
        return [moment for place, moment in enumerate(moments) if place in chosen]

    def _rrule(self, dtstart: dt.datetime) -> rrule:
        return rrule(
            FREQUENCIES[self.frequency],
            dtstart=dtstart,
            interval=self.interval,
            wkst=self.week_start,
            bysetpos=self.by_position or None,
            bymonth=self.by_month or None,
            bymonthday=self.by_month_day or None,
            byyearday=self.by_year_day or None,
            byweekno=self.by_week_number or None,
            byweekday=[weekday(day, ordinal or None) for ordinal, day in self.by_day] or None,
            byhour=self.by_hour or None,
            byminute=self.by_minute or None,
            bysecond=self.by_second or None,
        )


def _later(moment: dt.datetime, years: int) -> dt.datetime:
    """The same day so many years later; a multiple of 400, after which the calendar is the same."""
    return moment.replace(year=moment.year + years)


def _day(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime.combine(dt.date(year, month, day), dt.time())


def _midnight(moment: dt.datetime) -> dt.datetime:
    return dt.datetime.combine(moment.date(), dt.time())


def _week_of(moment: dt.datetime, week_start: int) -> dt.datetime:
    """The midnight with which the week begins."""
    return _midnight(moment) - DAY * ((moment.weekday() - week_start) % 7)


def _middle(moment: dt.datetime, week_start: int) -> dt.datetime:
    """The fourth day of the week: the week belongs to the year in which it lies."""
    return _week_of(moment, week_start) + 3 * DAY
