"""Times of something that exists: shown and read on its own clock, and kept to the instant until they are touched."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagements.forms.edited_times import StoredTimes
from engagements.forms.wallclock import WallClock

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns",
         "Pacific/Apia", "Africa/Casablanca", "America/Sao_Paulo", "UTC"]  # fmt: skip
ROLLS = [dt.time(0), dt.time(4), dt.time(6), dt.time(12)]
moments = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2035, 1, 1), timezones=st.just(dt.UTC))


def at(text: str, zone: str = "Europe/Berlin", fold: int = 0) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(dt.UTC)


@given(st.sampled_from(ZONES), moments, st.timedeltas(-3 * DAY, DAY * 0), st.timedeltas(HOUR / 60, 6 * DAY),
       st.sampled_from(ROLLS), st.integers(-2, 2))  # fmt: skip
def test_nothing_touched_is_the_same_instant_in_every_zone(zone, starts, before, length, roll, nights_away):
    times = {"load_in": starts + before, "doors": None, "starts": starts, "ends": starts + length, "curfew": None,
             "out": starts + length + HOUR}  # fmt: skip
    night = starts.astimezone(ZoneInfo(zone)).date() + nights_away * DAY
    stored = StoredTimes(night, zone, times)
    assert stored.edited(WallClock(night, zone, roll), stored.clocks, ()) == times


FESTIVAL = {
    "load_in": at("2028-05-04T15:00"), "doors": None, "starts": at("2028-05-05T17:00"), "ends": at("2028-05-08T00:00"),
    "curfew": None, "out": at("2028-05-08T00:00"),
}  # fmt: skip
CLUB = {"starts": at("2028-10-28T23:00"), "ends": at("2028-10-29T02:30", fold=1)}


@pytest.mark.parametrize(
    ("times", "typed", "expected"),
    [
        (FESTIVAL, {"starts": "18:00"}, {"starts": "2028-05-05T18:00"}),
        (FESTIVAL, {"ends": "01:00"}, {"ends": "2028-05-08T01:00", "out": "2028-05-08T01:00"}),
        (FESTIVAL, {"ends": "23:00"}, {"ends": "2028-05-07T23:00", "out": "2028-05-07T23:00"}),
        (FESTIVAL, {"load_in": "14:00"}, {"load_in": "2028-05-04T14:00"}),
        (FESTIVAL, {"doors": "16:00"}, {"doors": "2028-05-05T16:00"}),
        (FESTIVAL, {"out": "05:00"}, {"out": "2028-05-08T05:00"}),
    ],
)
def test_what_is_typed_is_read_by_the_days_of_the_show(times, typed, expected):
    stored = StoredTimes(dt.date(2028, 5, 5), "Europe/Berlin", times)
    said = stored.clocks | {name: dt.time.fromisoformat(text) for name, text in typed.items()}
    edited = stored.edited(WallClock(stored.night, stored.timezone, dt.time(6)), said, set(typed))
    assert edited == times | {name: at(text) for name, text in expected.items()}


def test_another_night_takes_all_along_on_the_wall_clock():
    stored = StoredTimes(dt.date(2028, 10, 28), "Europe/Berlin", CLUB)
    edited = stored.edited(WallClock(dt.date(2028, 11, 4), "Europe/Berlin", dt.time(6)), stored.clocks, {"night"})
    assert edited == {"starts": at("2028-11-04T23:00"), "ends": at("2028-11-05T02:30")}


def test_another_town_takes_all_along_on_the_wall_clock():
    stored = StoredTimes(dt.date(2028, 5, 5), "Europe/Berlin", FESTIVAL)
    clock = WallClock(stored.night, "America/New_York", dt.time(6))
    edited = stored.edited(clock, stored.clocks, {"city"})
    assert edited["starts"] == at("2028-05-05T17:00", "America/New_York")
    assert edited["ends"] == at("2028-05-08T00:00", "America/New_York")


def test_only_the_touched_end_loses_the_second_half_past_two():
    stored = StoredTimes(dt.date(2028, 10, 28), "Europe/Berlin", CLUB)
    clock = WallClock(stored.night, stored.timezone, dt.time(6))
    assert stored.edited(clock, stored.clocks | {"starts": dt.time(22)}, {"starts"})["ends"] == CLUB["ends"]
    edited = stored.edited(clock, stored.clocks | {"ends": dt.time(2, 15)}, {"ends"})
    assert edited["ends"] == at("2028-10-29T02:15")


def test_a_start_that_the_night_does_not_tell_is_read_near_to_itself():
    """The day-roll was six when it was stored, and is four by now."""
    times = {"starts": at("2028-05-06T05:00"), "ends": at("2028-05-06T07:00")}
    stored = StoredTimes(dt.date(2028, 5, 5), "Europe/Berlin", times)
    clock = WallClock(stored.night, stored.timezone, dt.time(4))
    edited = stored.edited(clock, stored.clocks | {"starts": dt.time(5, 30)}, {"starts"})
    assert edited["starts"] == at("2028-05-06T05:30")
