"""RRULE of RFC 5545, section 3.3.10, for whole days: which days of a wall calendar does a rule name?

Every rule is worked out day by day, from its start to a bound that the caller gives, so that no text, however odd
(the 30th of February, every day), takes longer than that. What happens more than once a day is refused.
"""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from availability.ranges import DAY

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
COUNT_MAX = 1000
INTERVAL_MAX = 1000

# What a list of numbers may hold, and with which frequencies it may stand (the table of section 3.3.10).
NUMBERS: dict[str, tuple[int, int, tuple[str, ...]]] = {
    "BYMONTH": (1, 12, FREQUENCIES),
    "BYMONTHDAY": (-31, 31, ("DAILY", "MONTHLY", "YEARLY")),
    "BYYEARDAY": (-366, 366, ("YEARLY",)),
    "BYWEEKNO": (-53, 53, ("YEARLY",)),
    "BYSETPOS": (-366, 366, FREQUENCIES),
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
            return start <= self.moment
        return (start.date() <= self.moment.date()) if self.is_day else (start.replace(tzinfo=None) <= self.moment)


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
    week_start: int = 0

    @classmethod
    def parse(cls, text: str) -> "Recurrence":
        """Read the value of an RRULE. Raises `ValidationError` at the field `rrule` for what is not understood."""
        parts = _parts(text)
        frequency = parts.pop("FREQ", "")
        if frequency not in FREQUENCIES:
            raise _refusal(_("A rule repeats daily, weekly, monthly or yearly: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."))
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
        if self.by_position and not any(chosen):
            raise _refusal(_("BYSETPOS needs something to choose from, such as BYDAY."))

    def days(self, start: dt.datetime, last: dt.date) -> Iterator[dt.date]:
        """The days on which this happens, in order, from the aware local `start` to `last` (included)."""
        rule = self._with_defaults_of(start.date())
        for day in islice(rule._matching(start.date(), last), self.count):
            if self.until and not self.until.allows(dt.datetime.combine(day, start.timetz())):
                return
            yield day

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

    def _matching(self, start: dt.date, last: dt.date) -> Iterator[dt.date]:
        for first_day, next_first_day in self._spans(start, last):
            days = (first_day + DAY * count for count in range((next_first_day - first_day).days))
            matching = [day for day in days if self._names(day)]
            for day in self._at_positions(matching):
                if day > last:
                    return
                if day >= start:
                    yield day

    def _spans(self, start: dt.date, last: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
        """The days, weeks, months or years of the rule, every `interval`-th from the one `start` lies in."""
        first, step = {
            "DAILY": (start, lambda day, count: day + DAY * count),
            "WEEKLY": (_first_of_week(start, self.week_start), lambda day, count: day + 7 * DAY * count),
            "MONTHLY": (start.replace(day=1), _add_months),
            "YEARLY": (start.replace(month=1, day=1), lambda day, count: day.replace(year=day.year + count)),
        }[self.frequency]
        while first <= last:
            yield first, step(first, 1)
            first = step(first, self.interval)

    def _at_positions(self, days: list[dt.date]) -> list[dt.date]:
        if not self.by_position:
            return days
        chosen = {position - 1 if position > 0 else len(days) + position for position in self.by_position}
        return [day for place, day in enumerate(days) if place in chosen]

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
    if 0 in numbers:
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
