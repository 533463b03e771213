"""DATE, DATE-TIME, DURATION and PERIOD of RFC 5545, section 3.3, as wall clocks with their zone."""

import datetime as dt
import re
from dataclasses import dataclass

from calendar_imports.reading.lines import Property
from calendar_imports.reading.refusals import Refused
from calendar_imports.reading.zones import Zones, plain_name

DATE_TIME = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)?(Z?))?", re.IGNORECASE | re.ASCII)
DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?",
    re.IGNORECASE | re.ASCII,
)
DAY = dt.timedelta(days=1)
END_OF_TIME = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a clock on a wall shows, of which `zone`; without one it is the owner's (a floating time, or a day).

    `unknown` is the name of a zone that nobody knows: until the owner says, it counts as theirs.
    """

    wall: dt.datetime
    zone: dt.tzinfo | None
    is_day: bool = False
    unknown: str = ""

    @property
    def date(self) -> str:
        """As it is named in a refusal."""
        return self.wall.date().isoformat()

    def on_wall_of(self, other: "Moment", owner_zone: dt.tzinfo) -> dt.datetime:
        """What the clock of another moment's zone shows at this one."""
        if self.zone is other.zone or self.is_day or other.is_day or self.zone is None:
            return self.wall
        try:
            return in_zone(self.wall, self.zone).astimezone(other.zone or owner_zone).replace(tzinfo=None)
        except OverflowError:
            return self.wall


@dataclass(frozen=True, slots=True)
class Length:
    """How long an event lasts: on the wall clock first (days, or up to its end), then in exact time."""

    on_wall: dt.timedelta
    exact: dt.timedelta = dt.timedelta()

    @property
    def about(self) -> dt.timedelta:
        return self.on_wall + self.exact


def in_zone(wall: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """The instant (UTC). A time that a change of clocks leaves out moves forward, of a doubled one it is the first."""
    try:
        return wall.replace(tzinfo=zone, fold=0).astimezone(dt.UTC)
    except OverflowError:  # in the first or the last hours of time, where nobody minds them
        return wall.replace(tzinfo=dt.UTC)


def ending(wall: dt.datetime, length: Length, zone: dt.tzinfo) -> dt.datetime:
    """The instant (UTC) at which something that starts then is over."""
    try:
        start, end = in_zone(wall, zone), in_zone(wall + length.on_wall, zone)
        return (end if end > start else start + length.on_wall) + length.exact
    except OverflowError:
        return END_OF_TIME


def read_moment(given: Property, zones: Zones, value: str | None = None) -> Moment:
    """The value of DTSTART and its like (or one of a list of them). Raises `Refused` for what is no time."""
    value = (given.value if value is None else value).strip()
    match = DATE_TIME.fullmatch(value)
    try:
        if not match:
            raise ValueError
        day = dt.date(int(match[1]), int(match[2]), int(match[3]))
        if match[4] is None:
            return Moment(dt.datetime.combine(day, dt.time()), None, is_day=True)
        wall = _wall(day, int(match[4]), int(match[5]), int(match[6] or 0))
    except (ValueError, OverflowError):
        raise Refused("bad_value", name=given.name, value=value) from None
    if match[7]:
        return Moment(wall, dt.UTC)
    name = plain_name(given.parameters.get("TZID", ""))
    zone = zones.find(name) if name else None
    return Moment(wall, zone, unknown=name if name and zone is None else "")


def _wall(day: dt.date, hour: int, minute: int, second: int) -> dt.datetime:
    """A leap second is the one before; some write midnight as the 24th hour."""
    days, hour = divmod(hour, 24) if (hour, minute, second) == (24, 0, 0) else (0, hour)
    return dt.datetime.combine(day, dt.time(hour, minute, min(second, 59))) + days * DAY


def read_duration(given: Property, value: str | None = None) -> Length:
    """Days count on the wall clock, hours in exact time (section 3.3.6)."""
    value = (given.value if value is None else value).strip()
    match = DURATION.fullmatch(value)
    if not match or not any(match.groups()[1:]):
        raise Refused("bad_value", name=given.name, value=value)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    sign = -1 if match[1] == "-" else 1
    try:
        nominal = sign * dt.timedelta(days=days, weeks=weeks)
        return Length(nominal, sign * dt.timedelta(hours=hours, minutes=minutes, seconds=seconds))
    except OverflowError:
        raise Refused("bad_value", name=given.name, value=value) from None


def length_until(start: Moment, end: Moment, owner_zone: dt.tzinfo) -> Length:
    """From one moment to another: on the clock of the start."""
    if start.zone is not end.zone and not start.is_day and not end.is_day:
        begins, ends = in_zone(start.wall, start.zone or owner_zone), in_zone(end.wall, end.zone or owner_zone)
        return Length(dt.timedelta(), ends - begins)
    return Length(end.wall - start.wall)
