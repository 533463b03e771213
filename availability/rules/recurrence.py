"""RRULE of RFC 5545, section 3.3.10, on a wall calendar: at which local times does a rule happen?

Every rule is worked out day by day, from its start to a bound that the caller gives, so that no text, however odd
(the 30th of February, every day), takes longer than that. Rules are about days: several times of a day are named
(`FREQ=DAILY;BYHOUR=10,15`, at most 24 of them), while FREQ=HOURLY and below are refused, since nobody's free time comes
every 7 hours, and days could no longer be left out or edited one by one.
"""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, product

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from availability.ranges import DAY

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
TIMES_MAX = 24
COUNT_MAX = 1000
INTERVAL_MAX = 1000

# What a list of numbers may hold, and with which frequencies it may stand (the table of section 3.3.10).
NUMBERS: dict[str, tuple[int, int, tuple[str, ...]]] = {
    "BYMONTH": (1, 12, FREQUENCIES),
    "BYMONTHDAY": (-31, 31, ("DAILY", "MONTHLY", "YEARLY")),
    "BYYEARDAY": (-366, 366, ("YEARLY",)),
    "BYWEEKNO": (-53, 53, ("YEARLY",)),
    "BYSETPOS": (-366, 366, FREQUENCIES),
    "BYHOUR": (0, 23, FREQUENCIES),
    "BYMINUTE": (0, 59, FREQUENCIES),
    "BYSECOND": (0, 59, FREQUENCIES),
}
_UNTIL = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")
_BY_DAY = re.compile(rf"([+-]?\d{{1,2}})?({'|'.join(WEEKDAYS)})")


@dataclass(frozen=True)
class Until:
    """The last moment at which an occurrence may start: a local day, a local time, or an instant."""

    moment: dt.datetime
    is_day: bool

    def allows(self, start: dt.datetime) -> bool:
        """Whether it may start at this aware local time."""
        if self.moment.tzinfo:
            return start.astimezone(dt.UTC) <= self.moment
        return (start.date() <= self.moment.date()) if self.is_day else (start.replace(tzinfo=None) <= self.moment)

    def last_day(self, clock: dt.tzinfo | None, time: dt.time) -> dt.date:
        """The last local day on which something that starts at this time of the day may."""
        moment = self.moment.astimezone(clock) if self.moment.tzinfo else self.moment
        return moment.date() if self.is_day or time <= moment.time() else moment.date() - DAY


@dataclass(frozen=True)
class Recurrence:
    """A rule that was read: `by_day` holds pairs of an ordinal (0: every) and a weekday (0 is Monday)."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: Until | None = None
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

    @classmethod
    def parse(cls, text: str) -> "Recurrence":
        """Read the value of an RRULE. Raises `ValidationError` at the field `rrule` for what is not understood."""
        parts = _parts(text)
        frequency = parts.pop("FREQ", "")
        if frequency not in FREQUENCIES:
            raise _refusal(
                _(
                    "A rule repeats daily, weekly, monthly or yearly: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY. "
                    "Several times of a day are named: FREQ=DAILY;BYHOUR=10,15."
                )
            )
        if "COUNT" in parts and "UNTIL" in parts:
            raise _refusal(_("COUNT and UNTIL exclude each other."))
        week_start = parts.pop("WKST", "MO")
        if week_start not in WEEKDAYS:
            raise _refusal(_("“%(part)s” is not understood.") % {"part": f"WKST={week_start}"})
        recurrence = cls(
            frequency=frequency,
            interval=_number(parts.pop("INTERVAL", "1"), "INTERVAL", 1, INTERVAL_MAX),
            count=_number(parts.pop("COUNT"), "COUNT", 1, COUNT_MAX) if "COUNT" in parts else None,
            until=_until(parts.pop("UNTIL")) if "UNTIL" in parts else None,
            by_day=_weekdays(parts.pop("BYDAY", "")),
            by_month=_numbers(parts, "BYMONTH", frequency),
            by_month_day=_numbers(parts, "BYMONTHDAY", frequency),
            by_year_day=_numbers(parts, "BYYEARDAY", frequency),
            by_week_number=_numbers(parts, "BYWEEKNO", frequency),
            by_position=_numbers(parts, "BYSETPOS", frequency),
            by_hour=_numbers(parts, "BYHOUR", frequency),
            by_minute=_numbers(parts, "BYMINUTE", frequency),
            by_second=_numbers(parts, "BYSECOND", frequency),
            week_start=WEEKDAYS.index(week_start),
        )
        if parts:
            raise _refusal(_("“%(part)s” is not understood.") % {"part": next(iter(parts))})
        recurrence._refuse_what_the_rfc_forbids()
        return recurrence

    def _refuse_what_the_rfc_forbids(self):
        has_ordinals = any(ordinal for ordinal, _weekday in self.by_day)
        if has_ordinals and (self.frequency not in ("MONTHLY", "YEARLY") or self.by_week_number):
            raise _refusal(_("“The second Friday” needs a month or a year: FREQ=MONTHLY or YEARLY without BYWEEKNO."))
        chosen = (self.by_day, self.by_month, self.by_month_day, self.by_year_day, self.by_week_number)
        if self.by_position and not any(chosen) and not self.names_times:
            raise _refusal(_("BYSETPOS needs something to choose from, such as BYDAY."))
        if len(self._times(dt.time())) > TIMES_MAX:
            raise _refusal(_("A rule happens at most %(count)s times a day.") % {"count": TIMES_MAX})

    @property
    def names_times(self) -> bool:
        """Whether the rule itself says at which times of a day it happens, in whole or in part."""
        return bool(self.by_hour or self.by_minute or self.by_second)

    def moments(self, start: dt.datetime, last: dt.date, since: dt.date | None = None) -> Iterator[dt.datetime]:
        """The naive local times at which this happens, in order, from the aware local `start` to the day `last`.

        Times are those of wall clocks, whether these ever show them or not. What is before the day `since` is left out
        where it need not be counted.
        """
        rule = self._with_defaults_of(start.date())
        if self.count or since is None:
            since = start.date()
        for moment in islice(rule._matching(start.replace(tzinfo=None, fold=0), since, last), self.count):
            if self.until and not self.until.allows(moment.replace(tzinfo=start.tzinfo)):
                return
            yield moment

    def _with_defaults_of(self, start: dt.date) -> "Recurrence":
        """What the rule leaves open comes from its start: the weekday, the day of the month, the month."""
        if self.by_day or self.by_month_day or self.by_year_day or self.by_week_number:
            return self
        if self.frequency == "WEEKLY":
            return replace(self, by_day=((0, start.weekday()),))
        if self.frequency == "MONTHLY":
            return replace(self, by_month_day=(start.day,))
        if self.frequency == "YEARLY":
            return replace(self, by_month=self.by_month or (start.month,), by_month_day=(start.day,))
        return self

    def _matching(self, start: dt.datetime, since: dt.date, last: dt.date) -> Iterator[dt.datetime]:
        times = self._times(start.time())
        for first_day, next_first_day in self._spans(start.date(), since, last):
            days = (first_day + DAY * count for count in range((next_first_day - first_day).days))
            matching = [dt.datetime.combine(day, time) for day in days if self._names(day) for time in times]
            for moment in self._at_positions(matching):
                if moment.date() > last:
                    return
                if moment >= start:
                    yield moment

    def _times(self, start: dt.time) -> list[dt.time]:
        """The times of a day, in order; what the rule leaves open is that of its start."""
        hours, minutes, seconds = (
            sorted(set(named)) or [given]
            for named, given in (
                (self.by_hour, start.hour),
                (self.by_minute, start.minute),
                (self.by_second, start.second),
            )
        )
        return [dt.time(*time, start.microsecond) for time in product(hours, minutes, seconds)]

    def _spans(self, start: dt.date, since: dt.date, last: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
        """The days, weeks, months or years of the rule, every `interval`-th from the one `start` lies in.

        The first is the one that `since` lies in, or the last of them before.
        """
        months = (since.year - start.year) * 12 + since.month - start.month
        first, step, away = {
            "DAILY": (start, lambda day, count: day + DAY * count, (since - start).days),
            "WEEKLY": (
                _first_of_week(start, self.week_start),
                lambda day, count: day + 7 * DAY * count,
                (since - _first_of_week(start, self.week_start)).days // 7,
            ),
            "MONTHLY": (start.replace(day=1), _add_months, months),
            "YEARLY": (
                start.replace(month=1, day=1),
                lambda day, count: day.replace(year=day.year + count),
                since.year - start.year,
            ),
        }[self.frequency]
        if away > 0:
            first = step(first, away // self.interval * self.interval)
        while first <= last:
            yield first, step(first, 1)
            first = step(first, self.interval)

    def _at_positions(self, moments: list[dt.datetime]) -> list[dt.datetime]:
        if not self.by_position:
            return moments
        chosen = {position - 1 if position > 0 else len(moments) + position for position in self.by_position}
        return [moment for place, moment in enumerate(moments) if place in chosen]

    def _names(self, day: dt.date) -> bool:
        return (
            (not self.by_month or day.month in self.by_month)
            and _is_among(self.by_month_day, day.day, lambda: monthrange(day.year, day.month)[1])
            and _is_among(self.by_year_day, day.timetuple().tm_yday, lambda: _days_in_year(day.year))
            and _is_among(self.by_week_number, *self._week_numbers(day))
            and self._names_weekday(day)
        )

    def _week_numbers(self, day: dt.date) -> tuple[int, Callable[[], int]]:
        """The number of the day's week in the year that most of the week lies in, and how many that year has."""
        middle = _first_of_week(day, self.week_start) + 3 * DAY
        number = (middle.timetuple().tm_yday - 1) // 7 + 1

        def last_number() -> int:
            middle_of_last = _first_of_week(dt.date(middle.year, 12, 28), self.week_start) + 3 * DAY
            return (middle_of_last.timetuple().tm_yday - 1) // 7 + 1

        return number, last_number

    def _names_weekday(self, day: dt.date) -> bool:
        if not self.by_day:
            return True
        if (0, day.weekday()) in self.by_day:
            return True
        if self.frequency == "YEARLY" and not self.by_month:
            place, length = day.timetuple().tm_yday, _days_in_year(day.year)
        else:
            place, length = day.day, monthrange(day.year, day.month)[1]
        forward, backward = (place - 1) // 7 + 1, -((length - place) // 7 + 1)
        return (forward, day.weekday()) in self.by_day or (backward, day.weekday()) in self.by_day


def rewritten(text: str, **parts: str | None) -> str:
    """The same RRULE with these parts set (None: left out), and everything else as it was written."""
    kept = [part for part in _parts(text).items() if part[0] not in parts]
    return ";".join(f"{name}={value}" for name, value in [*kept, *parts.items()] if value is not None)


def _is_among(numbers: tuple[int, ...], number: int, last: Callable[[], int]) -> bool:
    """Whether a number is named, from the front or (negative) from the last one back; naming none names all."""
    return not numbers or number in numbers or number - last() - 1 in numbers


def _first_of_week(day: dt.date, week_start: int) -> dt.date:
    return day - DAY * ((day.weekday() - week_start) % 7)


def _add_months(first: dt.date, count: int) -> dt.date:
    years, month = divmod(first.month - 1 + count, 12)
    return dt.date(first.year + years, month + 1, 1)


def _days_in_year(year: int) -> int:
    return dt.date(year, 12, 31).timetuple().tm_yday


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").rstrip(";").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts:
            raise _refusal(_("“%(part)s” is not understood.") % {"part": part[:40]})
        parts[name] = value
    return parts


def _number(text: str, name: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[+-]?\d{1,4}", text, re.ASCII) or not least <= int(text) <= most:
        raise _refusal(
            _("%(name)s is a whole number from %(least)s to %(most)s.") % {"name": name, "least": least, "most": most}
        )
    return int(text)


def _numbers(parts: dict[str, str], name: str, frequency: str) -> tuple[int, ...]:
    if name not in parts:
        return ()
    least, most, frequencies = NUMBERS[name]
    if frequency not in frequencies:
        raise _refusal(
            _("%(name)s cannot stand with %(frequency)s.") % {"name": name, "frequency": f"FREQ={frequency}"}
        )
    numbers = tuple(_number(number, name, least, most) for number in parts.pop(name).split(","))
    if least < 0 and 0 in numbers:
        raise _refusal(_("%(name)s counts from 1, or from -1 backwards.") % {"name": name})
    return numbers


def _weekdays(text: str) -> tuple[tuple[int, int], ...]:
    weekdays = []
    for part in filter(None, text.split(",")):
        match = _BY_DAY.fullmatch(part)
        ordinal = int(match[1] or 0) if match else 99
        if not match or abs(ordinal) > 53 or (match[1] and not ordinal):
            raise _refusal(_("“%(part)s” is no weekday: they are MO, TU, WE, TH, FR, SA, SU.") % {"part": part[:20]})
        weekdays.append((ordinal, WEEKDAYS.index(match[2])))
    return tuple(weekdays)


def _until(text: str) -> Until:
    match = _UNTIL.fullmatch(text)
    try:
        if not match:
            raise ValueError
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
        moment = dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC if match[7] else None)
    except ValueError:
        raise _refusal(_("UNTIL is a day or a time, such as 20270331 or 20270331T220000Z.")) from None
    return Until(moment, is_day=match[4] is None)


def _refusal(message: str) -> ValidationError:
    return ValidationError({"rrule": [message]})
