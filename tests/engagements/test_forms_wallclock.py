"""Times as people type them: midnight, the day-roll, and the nights on which clocks change."""

import datetime as dt

import pytest

from engagements.forms.wallclock import WallClock

SATURDAY = dt.date(2028, 3, 4)
SIX = dt.time(6, 0)


def berlin(night=SATURDAY, roll=SIX):
    return WallClock(night, "Europe/Berlin", roll)


def test_end_not_after_the_start_is_the_next_day():
    clock = berlin()
    start = clock.start(dt.time(21, 0))
    assert clock.after(start, dt.time(0, 30)) == dt.datetime(2028, 3, 5, 0, 30)
    assert clock.after(start, dt.time(21, 0)) == dt.datetime(2028, 3, 5, 21, 0)
    assert clock.after(start, dt.time(23, 0)) == dt.datetime(2028, 3, 4, 23, 0)


@pytest.mark.parametrize(
    ("roll", "day"), [(dt.time(6, 0), dt.date(2028, 3, 5)), (dt.time(0, 0), SATURDAY), (dt.time(1, 0), SATURDAY)]
)
def test_start_before_the_day_roll_is_after_midnight(roll, day):
    assert berlin(roll=roll).start(dt.time(1, 0)) == dt.datetime.combine(day, dt.time(1, 0))


def test_load_in_is_before_the_start_whatever_the_clock_shows():
    clock = berlin()
    start = clock.start(dt.time(0, 30))
    assert clock.before(start, dt.time(17, 0)) == dt.datetime(2028, 3, 4, 17, 0)
    assert clock.before(start, dt.time(0, 15)) == dt.datetime(2028, 3, 5, 0, 15)


def test_skipped_time_moves_forward_by_the_gap_and_is_told():
    clock = berlin(dt.date(2027, 3, 28), dt.time(0))
    assert clock.instant(dt.datetime(2027, 3, 28, 2, 30)) == dt.datetime(2027, 3, 28, 1, 30, tzinfo=dt.UTC)
    assert [note.partition(" clocks ")[2] for note in clock.moved] == ["skip 02:30; it became 03:30."]


def test_doubled_time_is_the_first():
    clock = berlin(dt.date(2027, 10, 31))
    assert clock.instant(dt.datetime(2027, 10, 31, 2, 30)) == dt.datetime(2027, 10, 31, 0, 30, tzinfo=dt.UTC)
    assert clock.moved == []


@pytest.mark.parametrize(("night", "hours"), [(dt.date(2027, 3, 27), 5), (dt.date(2027, 10, 30), 7)])
def test_a_night_is_as_long_as_its_clocks_make_it(night, hours):
    clock = berlin(night)
    start = clock.start(dt.time(22, 0))
    length = clock.instant(clock.after(start, dt.time(4, 0))) - clock.instant(start)
    assert length == dt.timedelta(hours=hours)
