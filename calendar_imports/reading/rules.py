"""RRULE and EXRULE (RFC 5545, section 3.3.10) as other programs write them.

`availability.rules.expansion` works out when they happen.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from availability.rules.expansion import FREQUENCIES, Repetition
from calendar_imports.reading.lines import Property
from calendar_imports.reading.moments import DAY, Moment, read_moment
from calendar_imports.reading.refusals import Refused
from calendar_imports.reading.zones import Zones

TOO_OFTEN = ("SECONDLY", "MINUTELY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
BY_DAY = re.compile(rf"([+-]?\d{{1,2}})?({'|'.join(WEEKDAYS)})", re.ASCII)
BY_DAYS = {
    "BYMONTH": "by_month", "BYMONTHDAY": "by_month_day", "BYYEARDAY": "by_year_day", "BYWEEKNO": "by_week_number",
    "BYSETPOS": "by_position",
}  # fmt: skip
BY_TIMES = {"BYHOUR": "by_hour", "BYMINUTE": "by_minute", "BYSECOND": "by_second"}
KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "RSCALE", "SKIP", "BYDAY", "WKST", *BY_DAYS, *BY_TIMES})
TICK = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Rule:
    """A rule of an event that starts at `start`: all on the clock of that moment, `until` too (or None: no end)."""

    text: str
    start: Moment
    repetition: Repetition
    until: dt.datetime | None

    def starts(self, first: dt.datetime, last: dt.datetime) -> Iterator[dt.datetime]:
        """What the clock shows at each start from `first` to `last`, in order. Raises `Refused` for a bad rule."""
        try:
            for wall in self.repetition.walls(self.start.wall, min(last, self.until or last), first):
                if wall >= first:
                    yield wall
        except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError):  # whatever dateutil stumbles over
            raise bad_rule(self.text, self.start) from None


def read_rule(text: str, start: Moment, owner_zone: dt.tzinfo, zones: Zones) -> Rule:
    """Raises `Refused`, naming the date, for what is not understood or would happen too often."""
    parts = _parts(text, start)
    frequency = parts.get("FREQ", "")
    if frequency in TOO_OFTEN:
        raise Refused("too_often", date=start.date, value=f"FREQ={frequency}")
    if frequency not in FREQUENCIES or not parts.keys() <= KNOWN or parts.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise bad_rule(text, start)
    try:
        repetition = _repetition(parts, is_day=start.is_day)
    except ValueError:
        raise bad_rule(text, start) from None
    if repetition.interval <= 0:
        raise Refused("interval_zero", date=start.date)
    until = _until(parts["UNTIL"], start, owner_zone, zones) if "UNTIL" in parts else None
    return Rule(text=text, start=start, repetition=repetition, until=until)


def _repetition(parts: dict[str, str], *, is_day: bool) -> Repetition:
    """A day has no time of the day that a rule could name. Raises `ValueError` for what is no number or weekday."""
    count = int(parts.get("COUNT", "-1")[:12])
    names = BY_DAYS if is_day else BY_DAYS | BY_TIMES
    return Repetition(
        frequency=parts["FREQ"],
        interval=int(parts.get("INTERVAL", "1")[:12]),
        count=None if count < 0 else count,  # some write COUNT=-1 for "without end"
        by_day=tuple(_weekday(part) for part in parts.get("BYDAY", "").split(",") if part),
        week_start=WEEKDAYS.index(parts.get("WKST", "MO")),
        **{field: _numbers(parts[name]) for name, field in names.items() if name in parts},
    )


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(",") if part)


def _weekday(text: str) -> tuple[int, int]:
    match = BY_DAY.fullmatch(text)
    if not match or (match[1] and not int(match[1])):
        raise ValueError
    return int(match[1] or 0), WEEKDAYS.index(match[2])


def bad_rule(text: str, start: Moment) -> Refused:
    return Refused("bad_value", name="RRULE", value=text, date=start.date)


def _parts(text: str, start: Moment) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in filter(None, text.upper().split(";")):
        name, equals, value = part.partition("=")
        if not equals or name in parts:
            raise bad_rule(text, start)
        if value and not name.startswith("X-"):
            parts[name] = value
    return parts


def _until(value: str, start: Moment, owner_zone: dt.tzinfo, zones: Zones) -> dt.datetime:
    """The last moment at which it may start. A day includes its times; a time that ends a series of days names one."""
    try:
        until = read_moment(Property("UNTIL", value, {}), zones)
    except Refused:
        raise bad_rule(f"UNTIL={value}", start) from None
    try:
        return until.wall + DAY - TICK if until.is_day else until.on_wall_of(start, owner_zone)
    except OverflowError:
        return until.wall
