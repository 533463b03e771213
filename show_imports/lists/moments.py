"""Days and times as lists write them. Nothing is guessed that can mean two things: then it is asked for, or refused."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1800, 2199
ABOUT_MIDNIGHT = dt.timedelta(minutes=30)
"""Before standard time a zone's clock was its town's own: 05:00Z, midnight in New York today, was 00:03:58 there."""
QUARTER = dt.timedelta(minutes=15)
"""Offsets of standard time are whole quarters of an hour."""
MIDNIGHT = dt.time(0)
EPOCHS = {1900: dt.date(1899, 12, 30), 1904: dt.date(1904, 1, 1)}
"""The day 0 of a spreadsheet's serial numbers; 1900 counts a 29 February that never was, which its day 0 makes good."""
SERIAL_SECONDS = 24 * 60 * 60

YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[-/#](\d))?")
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
SHORT_YEAR = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{2}")
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|UTC|[+-]\d\d:?\d\d)?", re.IGNORECASE)
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
SERIAL = re.compile(r"(\d{5})(\.\d+)?")
WORDS = re.compile(r"[^\W\d_]+|\d+")
CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d\d))?(?::(\d\d))?\s*([ap])?\.?(?:m\.?)?(?:\s*uhr)?", re.IGNORECASE)
FRACTION = re.compile(r"0?\.\d+|0")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS_ELSEWHERE = {"mär": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12}
UNSAID = frozenset(
    {
        "",
        "none",
        "null",
        "nan",
        "n/a",
        "na",
        "-",
        "–",
        "—",
        "?",
        "??",
        "tba",
        "tbc",
        "tbd",
        "unknown",
        "offen",
        "unbekannt",
    }
)


class DateOrder(StrEnum):
    """What comes first in 03/04/2027."""

    DAY = "day"
    MONTH = "month"


class Unclear(Exception):
    """A cell cannot be read, or can be read in two ways: a code of `problems.MESSAGES`."""

    def __init__(self, code: str, **details: str):
        self.code = code
        self.details = details
        super().__init__(code)


@dataclass(frozen=True)
class Day:
    """A day of a list. `clock` is the time that stands in the same cell; `instant`, when that has a zone of its own;
    `number`: which show of the day it is, where the date tells (1970/02/13/1)."""

    date: dt.date
    clock: dt.time | None = None
    instant: dt.datetime | None = None
    number: int = 0


def is_unsaid(text: str) -> bool:
    """Whether a cell says that there is nothing to say: empty, "None", "tba"."""
    return text.strip().casefold() in UNSAID


def read_day(text: str, *, order: DateOrder | None, zone: ZoneInfo, epoch: int = 1900) -> Day:
    """The day that a cell names; a moment in UTC or with an offset is the day that it is in `zone`.

    Raises Unclear: `no_date`, `bad_date`, `short_year`, `which_order` where the order would matter and is not said.
    """
    text = text.strip()
    if is_unsaid(text):
        raise Unclear("no_date")
    try:
        day = _read(text, order, zone, epoch)
    except (ValueError, OverflowError) as error:
        raise Unclear("bad_date", value=text) from error
    if day is None or not FIRST_YEAR <= day.date.year <= LAST_YEAR:
        raise Unclear("bad_date", value=text)
    return day


def _read(text: str, order: DateOrder | None, zone: ZoneInfo, epoch: int) -> Day | None:
    if found := MOMENT.fullmatch(text):
        return _moment(found[1], found[2], found[3], zone)
    if found := YEAR_FIRST.fullmatch(text):
        year, _dash, month, day, number = found.groups()
        return Day(dt.date(int(year), int(month), int(day)), number=int(number or 0))
    if found := SERIAL.fullmatch(text):
        return _serial(float(text), epoch)
    if found := COMPACT.fullmatch(text):
        return Day(dt.date(*map(int, found.groups())))
    if SHORT_YEAR.fullmatch(text):
        raise Unclear("short_year", value=text)
    date, _space, rest = text.partition(" ")
    if found := YEAR_LAST.fullmatch(date):
        first, _dash, second, year = found.groups()
        return Day(_ordered(text, int(first), int(second), int(year), order), clock=read_clock(rest))
    return _in_words(text)


def _moment(date: str, clock: str, offset: str | None, zone: ZoneInfo) -> Day:
    local = dt.datetime.fromisoformat(f"{date}T{clock}")
    if not offset:
        return Day(local.date(), clock=None if local.time() == MIDNIGHT else local.time())
    given = "+00:00" if offset.upper() in ("Z", "UTC") else offset if ":" in offset else f"{offset[:3]}:{offset[3:]}"
    instant = dt.datetime.fromisoformat(f"{date}T{clock}{given}")
    if is_midnight(instant, zone):
        return Day((instant.astimezone(zone) + ABOUT_MIDNIGHT).date(), instant=instant)
    there = instant.astimezone(zone)
    return Day(there.date(), clock=there.time(), instant=instant)


def is_midnight(instant: dt.datetime, zone: ZoneInfo) -> bool:
    """Whether a day begins there at this instant; where the clock is the town's own, give or take half an hour."""
    there = instant.astimezone(zone)
    offset = there.utcoffset()
    if offset and offset % QUARTER:
        there += ABOUT_MIDNIGHT
        return there.time() < dt.time(1)
    return there.time() == MIDNIGHT


def _serial(number: float, epoch: int) -> Day:
    days, part = divmod(round(number * SERIAL_SECONDS), SERIAL_SECONDS)
    date = EPOCHS[epoch] + dt.timedelta(days=days)
    clock = clock_at(part) if part else None
    return Day(date, clock=clock)


def clock_at(seconds: int) -> dt.time:
    """What the clock shows so many seconds after midnight."""
    minutes, second = divmod(seconds, 60)
    return dt.time(minutes // 60, minutes % 60, second)


def _ordered(text: str, first: int, second: int, year: int, order: DateOrder | None) -> dt.date:
    if order is None:
        order = order_of(first, second)
    if order is None and first != second:
        raise Unclear("which_order", value=text)
    day, month = (second, first) if order is DateOrder.MONTH else (first, second)
    return dt.date(year, month, day)


def order_of(first: int, second: int) -> DateOrder | None:
    """The only order in which these are a day and a month; None where both are possible."""
    if first > 12:
        return DateOrder.DAY
    return DateOrder.MONTH if second > 12 else None


def _in_words(text: str) -> Day | None:
    """ "Sat 6 March 2027", "March 6, 2027", "6. März 2027": one month, one day, one year; weekdays are passed over."""
    words = [unicodedata.normalize("NFC", word).casefold() for word in WORDS.findall(text)]
    months = [month for word in words if (month := _month(word))]
    numbers = [int(word) for word in words if word.isdecimal()]
    years = [number for number in numbers if number >= FIRST_YEAR]
    days = [number for number in numbers if number <= 31]
    if len(months) == len(years) == len(days) == 1 and len(numbers) == 2:
        return Day(dt.date(years[0], months[0], days[0]))
    return None


def _month(word: str) -> int | None:
    start = word[:3]
    if start in MONTHS_ELSEWHERE:
        return MONTHS_ELSEWHERE[start]
    return MONTHS.index(start) + 1 if start in MONTHS else None


def read_clock(text: str) -> dt.time | None:
    """A time of day, None where the cell says none. "7:30PM", "19:30", "19.30 Uhr", "19h30", 0.8125 of a day.

    Without am or pm it is by the clock of 24 hours. A bare "8" is refused. Raises Unclear `bad_time`.
    """
    text = text.strip()
    if is_unsaid(text):
        return None
    if FRACTION.fullmatch(text):
        return clock_at(round(float(text) * SERIAL_SECONDS) % SERIAL_SECONDS)
    found = CLOCK.fullmatch(text)
    if not found or not (found[2] or found[4]):
        raise Unclear("bad_time", value=text)
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[4] or "").lower()
    if (half and not 1 <= hour <= 12) or hour > 23 or minute > 59:
        raise Unclear("bad_time", value=text)
    return dt.time(hour % 12 + (12 if half == "p" else 0) if half else hour, minute)


@dataclass(frozen=True)
class OrderEvidence:
    """What the dates of a column say of their order: whether some can be read in two ways, and which orders are shown
    by others that can be read in one way only."""

    is_ambiguous: bool
    shown: frozenset[DateOrder]

    @property
    def must_be_asked(self) -> bool:
        return self.is_ambiguous or len(self.shown) == 2


def order_evidence(texts: Iterable[str]) -> OrderEvidence:
    """What the order of day and month in this column can be told by."""
    is_ambiguous, shown = False, set()
    for text in texts:
        found = YEAR_LAST.fullmatch(text.strip().partition(" ")[0])
        if not found or found[1] == found[3]:
            continue
        order = order_of(int(found[1]), int(found[3]))
        if order is None:
            is_ambiguous = True
        else:
            shown.add(order)
    return OrderEvidence(is_ambiguous, frozenset(shown))
