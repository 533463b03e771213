"""Day masks against a walk through all half hours; the checker; and what is free by them."""

import datetime as dt
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from availability.actions import Wanted, claim, refresh_masks, release_claims, start_drawing, stop_drawing
from availability.actions.masks import half_hours, mask_differences
from availability.models import CalendarSource, DayMask, TimeBlock
from availability.queries.manager import AvailabilityManager
from availability.ranges import Period
from tests.factories import CalendarFactory

pytestmark = pytest.mark.django_db

START = dt.datetime(2028, 3, 24, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
HALF_HOUR = 30 * MINUTE
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * 24 * 60

many = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
minutes = st.one_of(st.integers(-WEEK, WEEK), st.integers(0, 48).map(lambda half: half * 30))
lengths = st.one_of(st.integers(1, 600), st.integers(WEEK - 5, WEEK))
blocks = st.lists(
    st.tuples(st.integers(0, 2), minutes, lengths, st.sampled_from(["busy", "maybe", "free"])), max_size=6
)
sources = st.lists(st.tuples(st.integers(1, 2), minutes, st.one_of(st.none(), lengths)), max_size=3)


def walked_masks(calendars, block_rows, source_rows) -> dict:
    """For each calendar and day the half hours in which any minute is taken there, minute by minute of each block."""
    found: dict = {}
    for owner, first, length, kind in block_rows:
        if kind != "busy":
            continue
        for minute in range(first, first + length):
            reached = {owner} | {
                0
                for source, since, lasts in source_rows
                if source == owner and since <= minute and (lasts is None or minute < since + lasts)
            }
            moment = START + minute * MINUTE
            half = (moment.hour * 60 + moment.minute) // 30
            for calendar in reached:
                key = calendars[calendar].pk, moment.date()
                found[key] = found.get(key, 0) | 1 << half
    return found


@pytest.mark.slow
@many
@given(block_rows=blocks, source_rows=sources, times=st.sampled_from([1, 20]))
def test_masks_are_what_the_walk_through_all_minutes_finds(block_rows, source_rows, times):
    """Few stretches and many are worked out in ways of their own."""
    calendars = CalendarFactory.create_batch(3)
    still_drawn_on = [source for source, _since, lasts in source_rows if lasts is None]
    assume(len(set(still_drawn_on)) == len(still_drawn_on))
    for source, since, lasts in source_rows:
        until = None if lasts is None else START + (since + lasts) * MINUTE
        CalendarSource.objects.create(
            calendar=calendars[0], draws_on=calendars[source], since=START + since * MINUTE, until=until
        )
    stretches = []
    for owner, first, length, kind in block_rows:
        period = Period(START + first * MINUTE, START + (first + length) * MINUTE)
        TimeBlock.objects.create(calendar=calendars[owner], period=(period.starts_at, period.ends_at), kind=kind)
        stretches.append((calendars[owner].pk, period))
    refresh_masks(stretches * times)
    stored = {(pk, day): mask for pk, day, mask in DayMask.objects.values_list("calendar", "day", "mask")}
    mine = {key: mask for key, mask in stored.items() if key[0] in {calendar.pk for calendar in calendars}}
    assert mine == walked_masks(calendars, block_rows, source_rows)
    assert mask_differences() == []


@pytest.mark.slow
@many
@given(block_rows=blocks, first=minutes, length=st.integers(1, 60 * 30))
def test_free_calendars_are_those_without_a_taken_minute(block_rows, first, length):
    calendars = CalendarFactory.create_batch(3)
    start_drawing(calendar=calendars[0], on=calendars[1])
    CalendarSource.objects.update(since=START - 30 * DAY)
    period = Period(START + first * MINUTE, START + (first + length) * MINUTE)
    taken, stretches = set(), []
    for owner, start, lasts, kind in block_rows:
        block = Period(START + start * MINUTE, START + (start + lasts) * MINUTE)
        TimeBlock.objects.create(calendar=calendars[owner], period=(block.starts_at, block.ends_at), kind=kind)
        stretches.append((calendars[owner].pk, block))
        if kind == "busy" and block.overlaps(period):
            taken |= {owner, 0} if owner == 1 else {owner}
    refresh_masks(stretches)
    ids = [calendar.pk for calendar in calendars]
    expected = {pk for place, pk in enumerate(ids) if place not in taken}
    assert AvailabilityManager.free_calendars(calendar_ids=ids, period=period) == expected
    assert AvailabilityManager.free_calendars(calendar_ids=None, period=period) & set(ids) == expected


def taken_evening(calendar):
    claim(wanted=[Wanted(calendar.pk, START + 20 * HOUR, START + 24 * HOUR, uuid4())])


def test_an_evening_that_ends_at_midnight_takes_nothing_of_the_next_day():
    taken_evening(CalendarFactory())
    assert half_hours(DayMask.objects.get().mask) == list(range(40, 48))


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_free_takes_one_query_however_many(django_assert_num_queries, count):
    calendars = CalendarFactory.create_batch(count)
    taken_evening(calendars[0])
    with django_assert_num_queries(1):
        free = AvailabilityManager.free_calendars(
            calendar_ids=[calendar.pk for calendar in calendars], period=Period(START + 19 * HOUR, START + 23 * HOUR)
        )
    assert free == {calendar.pk for calendar in calendars[1:]}


def test_a_gig_that_ends_within_the_half_hour_leaves_the_rest_of_it_free():
    calendar = CalendarFactory()
    claim(wanted=[Wanted(calendar.pk, START + 18 * HOUR, START + 20 * HOUR + 10 * MINUTE, uuid4())])

    def is_free(minute):
        period = Period(START + 20 * HOUR + minute * MINUTE, START + 23 * HOUR)
        return AvailabilityManager.free_calendars(calendar_ids=[calendar.pk], period=period) == {calendar.pk}

    assert [is_free(minute) for minute in (0, 9, 10, 15)] == [False, False, True, True]


def test_joining_and_leaving_bring_and_take_the_members_time():
    band, drummer = CalendarFactory.create_batch(2)
    taken_evening(drummer)
    assert start_drawing(calendar=band, on=drummer) == start_drawing(calendar=band, on=drummer)
    assert set(DayMask.objects.values_list("calendar", "mask")) == {(pk, 255 << 40) for pk in (band.pk, drummer.pk)}
    assert stop_drawing(calendar=band, on=drummer).until
    assert stop_drawing(calendar=band, on=drummer) is None
    assert DayMask.objects.get().calendar == drummer
    assert mask_differences() == []


def test_two_members_taken_at_once_stay_taken_until_both_are_free():
    band, *members = CalendarFactory.create_batch(3)
    for member in members:
        start_drawing(calendar=band, on=member)
    claims = [claim(wanted=[Wanted(member.pk, START + 20 * HOUR, START + 21 * HOUR, uuid4())])[0] for member in members]
    for block, still_taken in zip(claims, [True, False], strict=True):
        release_claims(blocks=[block])
        assert DayMask.objects.filter(calendar=band).exists() == still_taken


def test_the_checker_finds_nothing_where_all_is_well(capsys):
    taken_evening(CalendarFactory())
    call_command("check_masks")
    assert "All masks" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        ("DELETE FROM availability_daymask", "missing [40, 41, 42, 43, 44, 45, 46, 47], wrong []"),
        ("UPDATE availability_daymask SET mask = mask | 1", "missing [], wrong [0]"),
        ("DELETE FROM availability_timeblock", "missing [], wrong [40,"),
        ("UPDATE availability_daymask SET day = day + 1", "wrong [40,"),
    ],
)
def test_the_checker_lists_what_differs_and_fails(capsys, tampering, said):
    taken_evening(CalendarFactory())
    with connection.cursor() as cursor:
        cursor.execute(tampering)
    with pytest.raises(CommandError) as failure:
        call_command("check_masks")
    assert failure.value.returncode == 1
    assert said in capsys.readouterr().out
