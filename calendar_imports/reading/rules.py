"""RRULE and EXRULE (RFC 5545, section 3.3.10): read and bounded here, expanded by python-dateutil."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from dateutil.rrule import rrulestr

from calendar_imports.reading.lines import Property
from calendar_imports.reading.moments import DAY, Moment, read_moment
from calendar_imports.reading.refusals import Refused
from calendar_imports.reading.zones import Zones

TOO_OFTEN = ("SECONDLY", "MINUTELY")
STEPS = {"HOURLY": dt.timedelta(hours=1), "DAILY": DAY, "WEEKLY": 7 * DAY}
FREQUENCIES = (*STEPS, "MONTHLY", "YEARLY")
BY_DAYS = ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST")
BY_TIMES = ("BYHOUR", "BYMINUTE", "BYSECOND")
KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "RSCALE", "SKIP", *BY_DAYS, *BY_TIMES})
TICK = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Rule:
    """A rule of an event that starts at `start`: all on the clock of that moment, `until` too (or None: no end)."""

    text: str
    start: Moment
    frequency: str
    interval: int
    count: int | None
    until: dt.datetime | None
    chosen: tuple[str, ...]
    """The parts that choose days and times, for dateutil to read."""

    def starts(self, first: dt.datetime, last: dt.datetime) -> Iterator[dt.datetime]:
        """What the clock shows at each start from `first` to `last`, in order. Raises `Refused` for a bad rule."""
        last = min(last, self.until or last)
        try:
            for wall in self._expanded(first):
                if wall > last:
                    return
                if wall >= first:
                    yield wall
        except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError):  # whatever dateutil stumbles over
            raise self._refusal() from None

    def _expanded(self, first: dt.datetime):
        """All starts, from the last one that can be reached without counting, in the rhythm of the first."""
        start = self.start.wall
        if self.count is None and self.frequency in STEPS and start < first:
            step = STEPS[self.frequency] * self.interval
            start += (first - start) // step * step
        parts = [f"FREQ={self.frequency}", f"INTERVAL={self.interval}", *self.chosen]
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        return rrulestr(";".join(parts), dtstart=start)

    def _refusal(self) -> Refused:
        return bad_rule(self.text, self.start)


def read_rule(text: str, start: Moment, owner_zone: dt.tzinfo, zones: Zones) -> Rule:
    """Raises `Refused`, naming the date, for what is not understood or would happen too often."""
    parts = _parts(text, start)
    frequency = parts.get("FREQ", "")
    if frequency in TOO_OFTEN:
        raise Refused("too_often", date=start.date, value=f"FREQ={frequency}")
    if frequency not in FREQUENCIES or not parts.keys() <= KNOWN or parts.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise bad_rule(text, start)
    try:
        interval, count = int(parts.get("INTERVAL", "1")[:12]), int(parts.get("COUNT", "-1")[:12])
    except ValueError:
        raise bad_rule(text, start) from None
    if interval <= 0:
        raise Refused("interval_zero", date=start.date)
    names = BY_DAYS if start.is_day else BY_DAYS + BY_TIMES
    return Rule(
        text=text,
        start=start,
        frequency=frequency,
        interval=interval,
        count=None if count < 0 else count,  # some write COUNT=-1 for "without end"
        until=_until(parts["UNTIL"], start, owner_zone, zones) if "UNTIL" in parts else None,
        chosen=tuple(f"{name}={parts[name]}" for name in names if name in parts),
    )


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
