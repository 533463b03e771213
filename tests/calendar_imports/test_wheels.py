"""Every .ics in the installed icalendar and recurring-ical-events gives a result or a reason; the results agree with
recurring-ical-events, which reads them in another way. Where they do not, the reason stands in `DIFFERENCES`."""

import datetime as dt
import re
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events

from availability.imports.problems import MESSAGES, problem_text
from availability.ranges import Period
from calendar_imports.reading import answers
from calendar_imports.reading.refusals import Refused

from .texts import ask

pytestmark = pytest.mark.slow

FILES = {
    f"{package.__name__}/{path.relative_to(root)}": path
    for package in (icalendar, recurring_ical_events)
    for root in [Path(package.__file__).parent]
    for path in sorted(root.rglob("*.ics"))
}
DAY_OF_NO_LENGTH = "a day that ends on the day it starts is a whole day for us, and no time for them"
FREE_BUSY = "we count the periods of a VFREEBUSY, they do not look at it"
DIFFERENCES = {
    "icalendar/tests/calendars/example.ics": DAY_OF_NO_LENGTH,
    "recurring_ical_events/test/calendars/Germany_Holidays.ics": DAY_OF_NO_LENGTH,
    "icalendar/tests/calendars/issue_1081_freebusy_comma_separated.ics": FREE_BUSY,
    "icalendar/tests/calendars/issue_27_multiple_periods_in_freebusy_multiple_freebusies.ics": FREE_BUSY,
    "icalendar/tests/calendars/issue_27_multiple_periods_in_freebusy_one_freebusy.ics": FREE_BUSY,
    "icalendar/tests/calendars/issue_348_exception_parsing_value.ics": FREE_BUSY,
    "recurring_ical_events/test/calendars/issue_75_range_parameter.ics": "UNTIL without a time includes the day",
    "recurring_ical_events/test/calendars/issue_86_x_wr_timezone_without_time_zone_in_dt.ics": (
        "floating times are in the owner's zone for us, in that of X-WR-TIMEZONE for them"
    ),
}


def period_of(content: bytes) -> Period:
    """Two years around the first start in a file."""
    years = [int(year) for year in re.findall(rb"DTSTART[^:]*:(\d{4})", content) if 1971 < int(year) < 2100]
    first = dt.datetime(min(years, default=2020), 1, 1, tzinfo=dt.UTC)
    return Period(first, first.replace(year=first.year + 2))


@pytest.fixture(autouse=True)
def everything_told(monkeypatch):
    monkeypatch.setattr(answers, "SHOWN_MAX", answers.MOST_OCCURRENCES)
    icalendar.use_zoneinfo()  # it remembers zones that another file defined


def ours(content: bytes, period: Period) -> tuple[list[tuple[int, int]], bytes] | str:
    """When events happen, and the reduced copy; or the code of the reason for neither."""
    try:
        answered = ask(content, period=period, timezone="UTC")
    except Refused as refused:
        return refused.code
    return sorted((told["starts"], told["ends"]) for told in answered["happening"]), answered["reduced"].encode()


def theirs(content: bytes) -> list[tuple[int, int]] | None:
    """None where the other reader gives up, or where the file is none that it was made for."""
    period = period_of(content)
    try:
        calendars = icalendar.Calendar.from_ical(content, multiple=True)
        found = [
            happening
            for calendar in calendars
            for happening in recurring_ical_events.of(calendar).between(period.starts_at, period.ends_at)
        ]
        stretches = [(_seconds(one["DTSTART"].dt), _seconds(one["DTEND"].dt)) for one in found]
    except Exception:
        return None
    return sorted((start, end) for start, end in stretches if start < end)


def _seconds(moment: dt.date) -> int:
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time())
    return int((moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp())


def test_files_of_both_wheels_are_there():
    assert len(FILES) > 250


@pytest.mark.parametrize("name", FILES)
def test_file_of_a_wheel_gives_a_reason_or_what_others_read(name):
    content = FILES[name].read_bytes()
    period = period_of(content)
    result = ours(content, period)
    if isinstance(result, str):
        assert problem_text({"code": result, "details": {}}), "every code has its words"
        assert result in MESSAGES
        return
    happening, reduced = result
    assert ours(reduced, period) == result, "the copy that is stored tells the same"
    other = theirs(content)
    if name in DIFFERENCES:
        assert happening != other
    elif other is not None:
        assert happening == other
