import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from show_imports.lists.moments import DateOrder, Unclear, order_evidence, read_clock, read_day

NEW_YORK = ZoneInfo("America/New_York")
FOURTH_OF_MARCH = dt.date(2027, 3, 4)


def day(text: str, order: DateOrder | None = None, epoch: int = 1900):
    return read_day(text, order=order, zone=NEW_YORK, epoch=epoch)


@pytest.mark.parametrize(
    "text",
    ["2027-03-04", "2027/3/4", "2027.03.04", "20270304", "46450", "4 March 2027", "Thu, March 4, 2027", "4. März 2027"],
)
def test_a_day_is_read_however_it_is_written(text):
    assert day(text).date == FOURTH_OF_MARCH


def test_a_date_that_can_be_two_is_asked_for():
    with pytest.raises(Unclear, match="which_order"):
        day("04/03/2027")
    assert day("04/03/2027", DateOrder.DAY).date == FOURTH_OF_MARCH
    assert day("04/03/2027", DateOrder.MONTH).date == dt.date(2027, 4, 3)


def test_a_date_that_contradicts_what_was_said_is_refused():
    with pytest.raises(Unclear, match="bad_date"):
        day("13/03/2027", DateOrder.MONTH)


@pytest.mark.parametrize(
    ("moment", "date"),
    [
        ("2024-03-09T05:00:00Z", dt.date(2024, 3, 9)),
        ("2024-03-10T05:00:00Z", dt.date(2024, 3, 10)),  # clocks go forward that day
        ("2024-03-11T04:00:00Z", dt.date(2024, 3, 11)),
        ("2024-11-03T04:00:00Z", dt.date(2024, 11, 3)),  # and back
        ("2024-11-04T05:00:00Z", dt.date(2024, 11, 4)),
        ("1850-11-04T05:00:00Z", dt.date(1850, 11, 4)),  # 00:03:58 by the town's own clock
    ],
)
def test_midnight_in_utc_is_the_day_that_it_is_in_the_zone_of_the_list(moment, date):
    read = day(moment)
    assert (read.date, read.clock) == (date, None)


def test_a_moment_that_is_no_midnight_is_a_start():
    assert (day("2024-09-12T23:30:00Z").date, day("2024-09-12T23:30:00Z").clock) == (
        dt.date(2024, 9, 12),
        dt.time(19, 30),
    )
    assert day("2024-09-12T04:30:00Z").clock == dt.time(0, 30)


def test_a_number_behind_a_date_is_which_show_of_the_day_it_is():
    assert (day("1970/02/13/1").date, day("1970/02/13/1").number) == (dt.date(1970, 2, 13), 1)


def test_a_serial_number_counts_from_the_year_of_its_spreadsheet():
    assert day("46450.8125").clock == dt.time(19, 30)
    assert day("44988", epoch=1904).date == FOURTH_OF_MARCH


@pytest.mark.parametrize(
    "text", ["x", "2027-02-30", "0000-01-01", "99999999", "3.4.27", "", "None", "9999-12-31T23:00-12:00"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(Unclear):
        day(text)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("7:30PM", dt.time(19, 30)), ("12:00AM", dt.time(0)), ("12:00PM", dt.time(12)), ("8 p.m.", dt.time(20)),
        ("19.30 Uhr", dt.time(19, 30)), ("19h30", dt.time(19, 30)), ("0.8125", dt.time(19, 30)),
        ("None", None), ("", None),
    ],
)  # fmt: skip
def test_a_time_is_read_however_it_is_written(text, clock):
    assert read_clock(text) == clock


@pytest.mark.parametrize("text", ["8", "25:00", "13pm", "1930", "late", "19:60"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(Unclear, match="bad_time"):
        read_clock(text)


def test_order_is_asked_for_as_soon_as_one_date_can_be_read_in_two_ways():
    assert order_evidence(["13/04/2027", "03/04/2027"]).must_be_asked
    assert order_evidence(["13/04/2027", "04/13/2027"]).must_be_asked
    assert not order_evidence(["13/04/2027", "4/4/2027", "2027-04-03", "x"]).must_be_asked
