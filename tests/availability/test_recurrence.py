"""RRULE against dateutil, and everything that is refused."""

import contextlib
import datetime as dt
import time
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from availability.rules.recurrence import Recurrence

YEARS_AHEAD = dt.timedelta(days=3 * 366)

intervals = st.integers(1, 5).map("INTERVAL={}".format)
weekdays = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
ordinals = st.integers(1, 5).flatmap(lambda number: st.sampled_from([number, -number]))

# dateutil looks for the 30th of February up to the year 9999. The calendar repeats every 400 years, weekdays and all,
# so these rules may as well happen where it soon gives up.
at = dt.datetime.fromisoformat
starts = st.datetimes(at("9926-01-01"), at("9929-01-01")).map(lambda it: it.replace(microsecond=0))


def listed(name, values, most=3):
    return st.lists(values, min_size=1, max_size=most, unique=True).map(lambda it: f"{name}={','.join(map(str, it))}")


def signed(most):
    return st.integers(1, most).flatmap(lambda number: st.sampled_from([number, -number]))


plain_days = listed("BYDAY", weekdays)
nth_days = listed("BYDAY", st.builds("{}{}".format, ordinals, weekdays))
months = listed("BYMONTH", st.integers(1, 12))
month_days = listed("BYMONTHDAY", signed(31))
year_days = listed("BYYEARDAY", signed(366))
hours = listed("BYHOUR", st.integers(0, 23))
minutes = listed("BYMINUTE", st.integers(0, 59), most=2)
week_numbers = listed("BYWEEKNO", st.integers(2, 51))
positions = listed("BYSETPOS", signed(3), most=2)
ends = st.one_of(
    st.integers(1, 40).map("COUNT={}".format),
    st.datetimes(at("9926-06-01"), at("9931-01-01")).map(lambda it: f"UNTIL={it:%Y%m%dT%H%M%S}"),
)


@st.composite
def rules(draw):
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    by = {
        "DAILY": [plain_days, months, month_days],
        "WEEKLY": [plain_days, months],
        "MONTHLY": [st.one_of(plain_days, nth_days), months, month_days],
        "YEARLY": [st.one_of(plain_days, nth_days), months, month_days, year_days],
    }[frequency]
    parts = [f"FREQ={frequency}", *(draw(part) for part in by if draw(st.booleans()))]
    if frequency == "YEARLY" and len(parts) == 1 and draw(st.booleans()):
        parts += [draw(week_numbers), draw(plain_days)]
    if frequency in ("MONTHLY", "YEARLY") and len(parts) > 1 and draw(st.booleans()):
        parts.append(draw(positions))
    parts += [draw(part) for part in (hours, minutes) if draw(st.integers(0, 3)) == 0]
    parts += [draw(part) for part in (intervals, ends, st.just("WKST=SU")) if draw(st.booleans())]
    return ";".join(parts)


def is_of_the_month_of_its_start(text):
    """`FREQ=YEARLY;BYMONTHDAY=1`, which dateutil reads otherwise than libical and ical.js."""
    names = {part.partition("=")[0] for part in text.split(";")}
    picking = {"BYMONTH", "BYMONTHDAY", "BYDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"}
    return "FREQ=YEARLY" in text and names & picking == {"BYMONTHDAY"}


def moments_of(text, start, last):
    return list(Recurrence.parse(text).moments(start.replace(tzinfo=dt.UTC), last))


def days_of(text, start, last):
    return [moment.date() for moment in moments_of(text, start, last)]


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(text=rules(), start=starts)
def test_moments_are_those_of_dateutil(text, start):
    assume(not is_of_the_month_of_its_start(text))
    horizon = start + YEARS_AHEAD
    expected = list(takewhile(lambda it: it <= horizon, rrulestr(text, dtstart=start)))
    found = moments_of(text, start, horizon.date())
    assert [moment for moment in found if moment <= horizon] == expected


@settings(max_examples=100, deadline=None)
@given(text=rules(), start=starts, days=st.integers(-10, 900))
def test_beginning_late_leaves_out_nothing_that_is_later(text, start, days):
    since, last = start.date() + dt.timedelta(days=days), (start + YEARS_AHEAD).date()
    late = Recurrence.parse(text).moments(start.replace(tzinfo=dt.UTC), last, since)
    assert [moment for moment in late if moment.date() >= since] == [
        moment for moment in moments_of(text, start, last) if moment.date() >= since
    ]


MONDAY = at("2028-03-06 20:00")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("FREQ=WEEKLY", ["2028-03-06", "2028-03-13", "2028-03-20", "2028-03-27"]),
        ("FREQ=WEEKLY;BYDAY=TU,SA", ["2028-03-07", "2028-03-11", "2028-03-14", "2028-03-18", "2028-03-21"]),
        ("RRULE:FREQ=WEEKLY;COUNT=2", ["2028-03-06", "2028-03-13"]),
        ("freq=monthly;byday=mo,1tu", ["2028-03-06", "2028-03-07", "2028-03-13", "2028-03-20", "2028-03-27"]),
        ("FREQ=WEEKLY;UNTIL=20280313", ["2028-03-06", "2028-03-13"]),
        ("FREQ=WEEKLY;UNTIL=20280313T195959Z", ["2028-03-06"]),
        ("FREQ=WEEKLY;UNTIL=20280313T200000Z", ["2028-03-06", "2028-03-13"]),
        ("FREQ=YEARLY;BYWEEKNO=1", []),
        ("FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", ["2028-03-31"]),
    ],
)
def test_days_in_march(text, days):
    assert [str(day) for day in days_of(text, MONDAY, dt.date(2028, 3, 31))][: len(days) or None] == days


@pytest.mark.parametrize(("day", "is_in"), [("2026-12-28", True), ("2027-01-03", True), ("2027-01-04", False)])
def test_week_53_reaches_into_the_next_year(day, is_in):
    start = at("2026-01-01")
    for week in ("53", "-1"):
        rule = f"FREQ=YEARLY;BYWEEKNO={week};BYDAY=MO,SU"
        assert (dt.date.fromisoformat(day) in days_of(rule, start, dt.date(2027, 12, 1))) == is_in


@pytest.mark.parametrize(
    "text",
    [
        "", " ", ";", "FREQ", "FREQ=", "FREQ=HOURLY", "FREQ=SECONDLY", "FREQ=WEEKLY;FREQ=DAILY", "INTERVAL=2",
        "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;INTERVAL=99999", "FREQ=DAILY;INTERVAL=²",
        "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=1001", "FREQ=DAILY;COUNT=x", "FREQ=DAILY;COUNT=2;UNTIL=20280101",
        "FREQ=DAILY;UNTIL=soon", "FREQ=DAILY;UNTIL=20281301", "FREQ=DAILY;UNTIL=00000101", "FREQ=DAILY;BYHOUR=24",
        "FREQ=DAILY;BYSECOND=60", "FREQ=DAILY;BYMINUTE=-1", "FREQ=DAILY;BYHOUR=8,9,10,11,12;BYMINUTE=0,10,20,30,40",
        "FREQ=MINUTELY", "FREQ=DAILY;BYEASTER=0", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYDAY=0MO", "FREQ=YEARLY;BYDAY=54MO", "FREQ=YEARLY;BYWEEKNO=3;BYDAY=2MO",
        "FREQ=WEEKLY;BYMONTHDAY=3", "FREQ=MONTHLY;BYWEEKNO=3", "FREQ=DAILY;BYYEARDAY=3", "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYSETPOS=1", "FREQ=DAILY;WKST=XX", "FREQ=DAILY;X-THING=1",
        "FREQ=WEEKLY\nEXRULE:FREQ=DAILY", "DTSTART:20280101T000000\nRRULE:FREQ=DAILY",
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused_at_its_field(text):
    with pytest.raises(ValidationError) as refusal:
        Recurrence.parse(text)
    assert list(refusal.value.message_dict) == ["rrule"]


@given(text=st.text(alphabet="FREQ=DAILYWEKMONTHBUTC;,:-0123456789²\n ", max_size=60))
def test_any_text_is_a_rule_or_a_refusal(text):
    with contextlib.suppress(ValidationError):
        assert len(days_of(text, MONDAY, dt.date(2029, 9, 6))) <= 550


@pytest.mark.parametrize("text", ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=14;BYDAY=TU"])
def test_what_never_happens_ends_at_the_bound(text):
    started = time.thread_time()  # not by the clock: the machine may have other things to do
    assert days_of(text, at("1970-01-05"), dt.date(2029, 9, 6)) == []
    assert time.thread_time() - started < 1
