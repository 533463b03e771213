"""Painting over: exactly the stretches change, whatever rules stood there."""

import datetime as dt
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from availability.actions import Wanted, claim, paint_nights, say_time
from availability.actions.masks import mask_differences
from availability.models import AvailabilityRule
from tests.availability.oracle import STEP, evening_of, steps
from tests.availability.strategies import ZONES_AND_DAYS, wall_times
from tests.factories import CalendarFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2028, 1, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def new_year():
    with time_machine.travel(NOW, tick=False):
        yield


def paint(calendar, nights, kind="busy", timezone="Europe/Berlin", from_time=dt.time(19), to_time=dt.time(0)):
    return paint_nights(
        acting_user=None, calendar=calendar, kind=kind, nights=nights, timezone=timezone, from_time=from_time,
        to_time=to_time,
    )  # fmt: skip


def kinds_by_step(calendar, start, end):
    blocks = list(calendar.blocks.values_list("period", "kind"))
    return {
        moment: {kind for period, kind in blocks if period.lower <= moment < period.upper}
        for moment in steps(start, end)
    }


@st.composite
def rules(draw, midnight):
    start = midnight + draw(st.integers(-96, 6 * 96)) * STEP
    rrule = draw(st.sampled_from(["", "", "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=FR,SU", "FREQ=DAILY;INTERVAL=2"]))
    length = draw(st.integers(1, 96 * 3)) * STEP
    kind = draw(st.sampled_from(["free", "maybe", "busy"]))
    return {"starts_at": start, "ends_at": start + length, "rrule": rrule, "kind": kind}


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.data(),
    zone_and_day=st.sampled_from(ZONES_AND_DAYS),
    kind=st.sampled_from([None, "free", "maybe", "busy"]),
    from_time=wall_times,
    to_time=wall_times,
    days=st.sets(st.integers(0, 5), min_size=1, max_size=4),
)
def test_painting_changes_exactly_the_nights_painted(data, zone_and_day, kind, from_time, to_time, days):
    timezone, first = zone_and_day
    midnight = dt.datetime.combine(first, dt.time(), dt.UTC)
    calendar = CalendarFactory()
    for rule in data.draw(st.lists(rules(midnight), max_size=3)):
        say_time(acting_user=None, calendar=calendar, timezone=timezone, **rule)
    start, end = midnight - 2 * 24 * HOUR, midnight + 12 * 24 * HOUR
    before = kinds_by_step(calendar, start, end)
    nights = [first + dt.timedelta(days=day) for day in days]
    paint(calendar, nights, kind, timezone, from_time, to_time)
    painted = {moment for night in nights for moment in steps(*evening_of(night, from_time, to_time, timezone))}
    for moment, kinds in kinds_by_step(calendar, start, end).items():
        assert kinds == (({kind} if kind else set()) if moment in painted else before[moment])
    assert mask_differences() == []


SATURDAY = dt.date(2028, 3, 4)


def test_painting_again_replaces_and_clearing_leaves_nothing():
    calendar = CalendarFactory()
    paint(calendar, [SATURDAY], "busy")
    said = paint(calendar, [SATURDAY], "maybe")
    assert calendar.blocks.get().kind == "maybe"
    assert said.rule == calendar.rules.get()
    assert paint(calendar, [SATURDAY], None).rules == []
    assert not (calendar.blocks.exists())
    assert not (calendar.rules.exists())


def test_painting_reports_the_promises_it_contradicts():
    calendar = CalendarFactory()
    start = dt.datetime(2028, 3, 4, 20, tzinfo=dt.UTC)
    (block,) = claim(wanted=[Wanted(calendar.pk, start, start + HOUR, uuid4())])
    assert paint(calendar, [SATURDAY], "busy").contradicts == [block]
    assert paint(calendar, [SATURDAY], "free").contradicts == []
    assert paint(calendar, [SATURDAY], None).contradicts == []
    assert calendar.blocks.claims().get() == block


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("nights", {"nights": []}),
        ("nights", {"nights": [SATURDAY + dt.timedelta(days=days) for days in range(367)]}),
        ("nights", {"nights": [dt.date.max]}),
        ("nights", {"nights": [dt.date.min]}),
        ("kind", {"nights": [SATURDAY], "kind": "claim"}),
        ("timezone", {"nights": [SATURDAY], "timezone": "Nowhere"}),
    ],
)
def test_bad_paint_is_refused_at_its_field(field, values):
    with pytest.raises(ValidationError) as refusal:
        paint(CalendarFactory(), **values)
    assert list(refusal.value.message_dict) == [field]


def test_whole_days_in_a_row_are_one_thing_said():
    calendar = CalendarFactory()
    days = [SATURDAY + dt.timedelta(days=count) for count in range(10)]
    paint(calendar, days, from_time=dt.time(), to_time=dt.time())
    assert AvailabilityRule.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_painting_takes_the_same_number_of_queries_for_one_night_and_for_three(django_assert_num_queries, count):
    calendar = CalendarFactory()
    nights = [SATURDAY + dt.timedelta(days=days) for days in range(count)]
    paint(calendar, nights, "maybe")
    with django_assert_num_queries(19):
        paint(calendar, nights, "busy")
