"""What calendars that draw on others say; and where else something could be."""

import datetime as dt
from uuid import uuid4

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from availability.actions import Wanted, claim
from availability.models import CalendarSource, TimeBlock
from availability.queries.manager import AvailabilityManager
from availability.ranges import Period
from tests.availability import oracle
from tests.availability.strategies import QUARTER, said_times, store
from tests.factories import CalendarFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

START = dt.datetime(2028, 3, 20, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
SATURDAY = Period(START + 5 * DAY + 20 * HOUR, START + 5 * DAY + 23 * HOUR)
"""21:00 to 24:00 in Berlin, on the last night before clocks change."""


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), size=st.integers(0, 3), first=st.integers(0, 400), length=st.integers(1, 100))
def test_a_band_is_what_its_members_are_and_what_it_is_promised(data, size, first, length):
    own = data.draw(said_times(START))
    members = [data.draw(said_times(START)) for _count in range(size)]
    start, end = START + first * QUARTER, START + (first + length) * QUARTER
    band = store(own, uuid4())
    for member in members:
        CalendarSource.objects.create(calendar=band, draws_on=store(member, uuid4()), since=START - 30 * DAY)
    word_of_own = oracle.strongest(own, start, end)
    words = [oracle.strongest(member, start, end) for member in members] or [word_of_own]
    if word_of_own == "busy":
        words.append("busy")
    pair = (band.pk, Period(start, end))
    expected = next(word for word in ("busy", "unknown", "maybe", "free") if word in words)
    assert AvailabilityManager.combined_states([pair]) == {pair: expected}


def test_who_left_counts_until_then():
    band, member = CalendarFactory(), CalendarFactory(known_until=START + 300 * DAY)
    TimeBlock.objects.create(calendar=member, kind="busy", period=(SATURDAY.starts_at, SATURDAY.ends_at))
    CalendarSource.objects.create(calendar=band, draws_on=member, since=START, until=SATURDAY.starts_at + HOUR)
    before = (band.pk, Period(SATURDAY.starts_at - HOUR, SATURDAY.starts_at))
    during, after = (band.pk, SATURDAY), (band.pk, Period(SATURDAY.starts_at + HOUR, SATURDAY.ends_at))
    assert AvailabilityManager.combined_states([before, during, after]) == {
        before: "free",
        during: "busy",
        after: "unknown",
    }


@pytest.mark.parametrize("count", [0, 1, 3])
def test_states_of_many_take_one_query(django_assert_num_queries, count):
    pairs = [(calendar.pk, SATURDAY) for calendar in CalendarFactory.create_batch(count)]
    for ask in (AvailabilityManager.states_many, AvailabilityManager.combined_states):
        with django_assert_num_queries(1 if count else 0):
            assert ask(pairs) == dict.fromkeys(pairs, "unknown")


def alternatives(*calendars, limit=3):
    with time_machine.travel(START, tick=False):
        return AvailabilityManager.alternatives(
            calendar_ids=[calendar.pk for calendar in calendars], period=SATURDAY, timezone="Europe/Berlin", limit=limit
        )


def promise(calendar, period):
    claim(wanted=[Wanted(calendar.pk, period.starts_at, period.ends_at, uuid4())])


def moved(days, hours=0):
    return Period(SATURDAY.starts_at + days * DAY + hours * HOUR, SATURDAY.ends_at + days * DAY + hours * HOUR)


def test_the_nearest_nights_come_first_at_the_same_local_time():
    # From Sunday on it is an hour earlier in UTC.
    assert alternatives(CalendarFactory()) == [moved(1, -1), moved(-1), moved(2, -1)]


def test_nights_on_which_any_of_them_is_promised_are_left_out():
    stage, band = CalendarFactory.create_batch(2)
    promise(stage, moved(1, -1))
    promise(band, moved(-1))
    promise(CalendarFactory(), moved(2, -1))
    assert alternatives(stage, band, limit=2) == [moved(2, -1), moved(-2)]


def test_the_past_is_no_alternative_and_nothing_may_be_left():
    stage = CalendarFactory()
    assert all(night.starts_at > START for night in alternatives(stage, limit=100))
    for week in range(10):
        promise(stage, Period(START + week * 7 * DAY, START + (week + 1) * 7 * DAY))
    assert alternatives(stage) == []


def test_alternatives_take_one_query(django_assert_num_queries):
    calendars = CalendarFactory.create_batch(3)
    with django_assert_num_queries(1):
        alternatives(*calendars)
