import datetime as dt
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from engagements.deals.tiers import (
    Left,
    clean_tiers,
    days_before,
    fee_owed,
    left_until,
    parse_tiers,
    price_tier_words,
    share_of_fee,
    tier_words,
    typed_tiers,
)

TIERS = [[30, 25], [14, 50], [2, 100]]
HOUR = dt.timedelta(hours=1)


def left(days):
    """So many days before, a while before the set."""
    return Left(days, days * 24 * HOUR + HOUR)


@st.composite
def all_tiers(draw):
    """Of days and hours."""
    starts = draw(st.sets(st.tuples(st.integers(1, 730), st.booleans()), max_size=8))
    starts = sorted(starts, key=lambda start: (-start[0] * (1 if start[1] else 24), start[1]))
    percents = sorted(draw(st.lists(st.integers(0, 100), min_size=len(starts), max_size=len(starts))))
    rows = zip(starts, percents, strict=True)
    return [[number, percent, "hours"] if is_hours else [number, percent] for (number, is_hours), percent in rows]


@pytest.mark.parametrize(
    ("days", "percent"), [(400, 0), (31, 0), (30, 25), (15, 25), (14, 50), (3, 50), (2, 100), (0, 100), (-1, 100)]
)
def test_share_of_fee_by_days_before(days, percent):
    assert share_of_fee(TIERS, left(days)) == percent


def test_share_of_fee_without_tiers_is_nothing():
    assert share_of_fee([], left(0)) == 0


@settings(max_examples=60)
@given(all_tiers(), st.integers(-72, 740 * 24))
def test_share_of_fee_never_falls_as_the_set_comes(tiers, hours):
    """A set at noon, so that a day begins 12 hours before its time."""
    now, earlier = [Left((each + 11) // 24, each * HOUR) for each in (hours, hours + 1)]
    oracle = [tier[1] for tier in tiers if (hours <= tier[0] if len(tier) == 3 else now.days <= tier[0])]
    assert share_of_fee(tiers, now) == max(oracle, default=0)
    assert share_of_fee(tiers, now) >= share_of_fee(tiers, earlier)


@settings(max_examples=60)
@given(st.integers(0, 10**12), st.integers(0, 100))
def test_fee_owed_is_exact_to_half_a_minor_unit_and_grows_with_the_share(fee, percent):
    owed = fee_owed(fee, percent)
    assert -Fraction(1, 2) < owed - Fraction(fee * percent, 100) <= Fraction(1, 2)
    assert 0 <= owed <= fee
    assert fee_owed(fee, 100) == fee
    assert percent == 100 or owed <= fee_owed(fee, percent + 1)


@settings(max_examples=40)
@given(all_tiers())
def test_tiers_are_read_as_they_are_typed(tiers):
    assert parse_tiers(typed_tiers(tiers)) == clean_tiers(tiers) == tiers


def test_hours_count_to_the_set_and_days_to_its_date():
    tiers = [[2, 50], [3, 100, "hours"]]
    night, starts_at = dt.date(2026, 10, 24), dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)
    shares = {
        hours: share_of_fee(tiers, left_until(night, starts_at, starts_at - hours * HOUR, "Europe/Berlin"))
        for hours in (100, 48, 3.01, 3, 0, -1)
    }
    assert shares == {100: 0, 48: 50, 3.01: 50, 3: 100, 0: 100, -1: 100}


@pytest.mark.parametrize(
    "text", ["2 days: 50\n36 h: 100 %", "36 Stunden 100\n2 Tage: 50", "36 Std.: 100\n2: 50", "2 T: 50\n36 hours 100 %"]
)
def test_parse_tiers_reads_hours(text):
    assert parse_tiers(text) == [[2, 50], [36, 100, "hours"]]


@pytest.mark.parametrize("text", ["30: 25 %\n14: 50", "14,50\n\n30;25%", "30 days 25\n14 Tage: 50 %", " 14 50\n30=25 "])
def test_parse_tiers_reads_what_people_type(text):
    assert parse_tiers(text) == [[30, 25], [14, 50]]


@pytest.mark.parametrize(
    "tiers",
    [
        "30", {"30": 25}, [30, 25], [[30]], [[30, 25, 1]], [["30", 25]], [[True, 25]], [[30.0, 25]], [[-1, 5]],
        [[30, 25, "weeks"]], [[0, 5, "hours"]], [[17521, 5, "hours"]], [[48, 50, "hours"], [1, 25]],
        [[731, 5]], [[3, 101]], [[3, -1]], [[30, 50], [14, 25]], [[3, 5], [3, 6]], [[day, 0] for day in range(9)],
    ],
)  # fmt: skip
def test_clean_tiers_refuses_what_makes_no_sense(tiers):
    with pytest.raises(ValidationError) as refused:
        clean_tiers(tiers)
    assert set(refused.value.message_dict) == {"cancellation_tiers"}


@pytest.mark.parametrize("text", ["soon", "30", "30: -5", "30: 2.5", "99999: 5", "1e3 5", "x" * 10_000, "a\0b"])
def test_parse_tiers_refuses_what_is_none(text):
    with pytest.raises(ValidationError):
        parse_tiers(text)


def test_days_before_are_those_of_the_clock_at_the_place():
    night = dt.date(2028, 3, 4)
    at = dt.datetime(2028, 3, 1, 23, 30, tzinfo=dt.UTC)
    assert (days_before(night, at, "UTC"), days_before(night, at, "Europe/Berlin")) == (3, 2)


def test_tiers_in_words():
    words = ["from 14 days before: 25% of the fee", "from 1 day before: 50% of the fee"]
    assert tier_words([[14, 25], [1, 50], [0, 100]]) == [*words, "on the day itself: 100% of the fee"]


def test_sessions_speak_of_a_price_and_a_start():
    words = ["from 14 days before: 25% of the price", "from 1 hour before the start: 50% of the price"]
    assert price_tier_words([[14, 25], [1, 50, "hours"]]) == words
    assert price_tier_words([[7, 0]]) == ["from 7 days before: free"]
