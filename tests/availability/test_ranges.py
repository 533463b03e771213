"""Periods and wall clocks, against sets of minutes and a search through UTC."""

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from availability.ranges import LONGEST_BLOCK, Period, at_wall_clock, evening, union
from tests.availability.oracle import evening_of, instant_of
from tests.availability.strategies import ZONES_AND_DAYS, wall_times

START = dt.datetime(2028, 3, 24, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)

periods = st.builds(
    lambda first, length: Period(START + first * HOUR, START + (first + length) * HOUR),
    st.integers(0, 60),
    st.integers(1, 30),
)


def hours(*some):
    return {
        START + count * HOUR
        for count in range(100)
        for one in some
        if one.starts_at <= START + count * HOUR < one.ends_at
    }


@given(some=st.lists(periods, max_size=6))
def test_union_is_the_same_time_in_fewest_pieces(some):
    joined = union(some)
    assert hours(*joined) == hours(*some)
    assert all(one.ends_at < other.starts_at for one, other in itertools.pairwise(joined))


@given(one=periods, others=st.lists(periods, max_size=5))
def test_minus_is_what_is_left(one, others):
    left = one.minus(others)
    assert hours(*left) == hours(one) - hours(*others)
    assert left == union(left)


@given(one=periods, other=periods)
def test_overlapping_and_containing_are_about_shared_time(one, other):
    assert one.overlaps(other) == bool(hours(one) & hours(other))
    assert one.contains(other) == (hours(other) <= hours(one))


@given(one=periods, longest=st.integers(1, 40))
def test_pieces_are_the_same_time_cut(one, longest):
    pieces = list(one.pieces(longest * HOUR))
    assert union(pieces) == [one]
    assert all(piece.length <= longest * HOUR for piece in pieces)


def test_no_piece_is_longer_than_a_block_may_be():
    year = Period(START, START + dt.timedelta(days=365))
    assert max(piece.length for piece in year.pieces()) == LONGEST_BLOCK == dt.timedelta(days=7)


@pytest.mark.parametrize("length", [dt.timedelta(), -HOUR])
def test_a_period_is_never_empty(length):
    with pytest.raises(ValueError, match="starts before it ends"):
        Period(START, START + length)


@settings(max_examples=150, deadline=None)
@given(zone_and_day=st.sampled_from(ZONES_AND_DAYS), day=st.integers(0, 5), starts=wall_times, ends=wall_times)
def test_evenings_are_where_a_search_through_utc_finds_them(zone_and_day, day, starts, ends):
    timezone, first = zone_and_day
    night = first + dt.timedelta(days=day)
    found = evening(night, starts, ends, timezone)
    assert (found.starts_at, found.ends_at) == evening_of(night, starts, ends, timezone)
    assert found.starts_at == instant_of(dt.datetime.combine(night, starts), timezone)


@pytest.mark.parametrize(
    ("zone", "local", "utc"),
    [
        ("Europe/Berlin", "2028-03-26 02:30", "2028-03-26 01:30"),
        ("Europe/Berlin", "2028-10-29 02:30", "2028-10-29 00:30"),
        ("Australia/Lord_Howe", "2028-10-01 02:15", "2028-09-30 15:45"),
        ("Asia/Kathmandu", "2028-03-26 21:00", "2028-03-26 15:15"),
    ],
)
def test_gaps_move_forward_and_doubled_times_are_the_first(zone, local, utc):
    moment = dt.datetime.fromisoformat(local)
    assert at_wall_clock(moment.date(), moment.time(), zone) == dt.datetime.fromisoformat(utc + "+00:00")


@pytest.mark.parametrize(("day", "length"), [("2028-03-25", 5), ("2028-10-28", 7), ("2028-06-03", 6)])
def test_a_club_night_is_as_long_as_it_really_is(day, length):
    night = evening(dt.date.fromisoformat(day), dt.time(22), dt.time(4), "Europe/Berlin")
    assert night.length == length * HOUR
