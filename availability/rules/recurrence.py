"""RRULE of RFC 5545, section 3.3.10, as people may say it; `expansion` works out when it happens.

Rules are about days: several times of a day are named (`FREQ=DAILY;BYHOUR=10,15`, at most 24 of them). FREQ=HOURLY and
below are refused: nobody's free time comes every 7 hours, and days could no longer be left out or edited one by one.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from availability.ranges import DAY
from availability.rules.expansion import Repetition

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
class Recurrence(Repetition):
    """A rule that was read: how it repeats, and until when."""

    until: Until | None = None

    @classmethod
    def parse(cls, text: str) -> "Recurrence":
        """Read the value of an RRULE. Raises `ValidationError` at the field `rrule` for what is not understood."""
        parts = _parts(text)
        frequency = parts.pop("FREQ", "")
        if frequency not in FREQUENCIES:
            raise _refusal(
                _(
                    "A rule repeats daily, weekly, monthly or yearly: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY. For "
                    "several times a day, write FREQ=DAILY;BYHOUR=10,15."
                )
            )
        if "COUNT" in parts and "UNTIL" in parts:
            raise _refusal(_("Use either COUNT or UNTIL, not both."))
        week_start = parts.pop("WKST", "MO")
        if week_start not in WEEKDAYS:
            raise _refusal(_("We don’t understand “%(part)s”.") % {"part": f"WKST={week_start}"})
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
            raise _refusal(_("We don’t understand “%(part)s”.") % {"part": next(iter(parts))})
        recurrence._refuse_what_the_rfc_forbids()
        return recurrence

    def _refuse_what_the_rfc_forbids(self):
        has_ordinals = any(ordinal for ordinal, _weekday in self.by_day)
        if has_ordinals and (self.frequency not in ("MONTHLY", "YEARLY") or self.by_week_number):
            raise _refusal(_("“The second Friday” needs a month or a year: FREQ=MONTHLY or YEARLY without BYWEEKNO."))
        chosen = (self.by_day, self.by_month, self.by_month_day, self.by_year_day, self.by_week_number)
        if self.by_position and not any(chosen) and not self.names_times:
            raise _refusal(_("BYSETPOS needs something to choose from, such as BYDAY."))
        if self._times_of_a_day > TIMES_MAX:
            raise _refusal(_("A rule can happen at most %(count)s times a day.") % {"count": TIMES_MAX})

    @property
    def names_times(self) -> bool:
        """Whether the rule itself says at which times of a day it happens, in whole or in part."""
        return bool(self.by_hour or self.by_minute or self.by_second)

    def moments(self, start: dt.datetime, last: dt.date, since: dt.date | None = None) -> Iterator[dt.datetime]:
        """The naive local times at which this happens, in order, from the aware local `start` to the day `last`.

        Times are those of wall clocks, whether these ever show them or not. What is before the day `since` is left out
        where it need not be counted.
        """
        begin = dt.datetime.combine(since, dt.time()) if since else None
        end = dt.datetime.combine(last, dt.time.max)
        for moment in self.walls(start.replace(tzinfo=None, fold=0), end, begin):
            if self.until and not self.until.allows(moment.replace(tzinfo=start.tzinfo)):
                return
            yield moment

    @property
    def _times_of_a_day(self) -> int:
        return prod(len(set(named)) or 1 for named in (self.by_hour, self.by_minute, self.by_second))


def rewritten(text: str, **parts: str | None) -> str:
    """The same RRULE with these parts set (None: left out), and everything else as it was written."""
    kept = [part for part in _parts(text).items() if part[0] not in parts]
    return ";".join(f"{name}={value}" for name, value in [*kept, *parts.items()] if value is not None)


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").rstrip(";").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts:
            raise _refusal(_("We don’t understand “%(part)s”.") % {"part": part[:40]})
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
            _("%(name)s doesn’t work with %(frequency)s.") % {"name": name, "frequency": f"FREQ={frequency}"}
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
            raise _refusal(_("“%(part)s” isn’t a weekday. Use MO, TU, WE, TH, FR, SA or SU.") % {"part": part[:20]})
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
