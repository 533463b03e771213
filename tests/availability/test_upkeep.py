"""What the clock does to calendars."""

import datetime as dt
from uuid import uuid4

import pytest
import time_machine

from availability import periodic, tasks
from availability.actions import Wanted, cancel_entry, claim, say_time, unsay_time, write_entry
from availability.actions.masks import mask_differences
from availability.models import AvailabilityRule, CalendarEntry, DayMask, TimeBlock
from availability.states import EntryStatus
from tests.factories import CalendarFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2028, 3, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def say(calendar, starts_at=NOW + HOUR, rrule="FREQ=WEEKLY", **more):
    values = {"kind": "busy", "ends_at": starts_at + 2 * HOUR, "timezone": "Europe/Berlin"} | more
    return say_time(acting_user=None, calendar=calendar, starts_at=starts_at, rrule=rrule, **values).rule


def test_rules_are_projected_further_as_time_passes_and_keep_what_stands(clock):
    calendar = CalendarFactory()
    rule = say(calendar)
    before = set(calendar.blocks.values_list("pk", "period"))
    clock.shift(40 * DAY)
    assert periodic.extend_projections() == 1
    after = set(calendar.blocks.values_list("pk", "period"))
    assert before < after
    assert len(after - before) == 5
    rule.refresh_from_db()
    assert rule.projected_until == NOW + 588 * DAY
    assert mask_differences() == []


def test_rules_that_reach_far_enough_are_left_alone(clock, django_assert_num_queries):
    say(CalendarFactory())
    clock.shift(6 * DAY)
    with django_assert_num_queries(1):
        assert periodic.extend_projections() == 0


def test_one_offs_are_never_extended(clock):
    say(CalendarFactory(), rrule="")
    clock.shift(100 * DAY)
    assert periodic.extend_projections() == 0


def test_a_rule_taken_back_meanwhile_does_not_come_back(clock, monkeypatch):
    calendar = CalendarFactory()
    rule = say(calendar)
    clock.shift(40 * DAY)

    def lock_after_it_is_gone(ids):
        unsay_time(acting_user=None, rule=rule)

    monkeypatch.setattr("availability.actions.upkeep.lock_calendars", lock_after_it_is_gone)
    assert periodic.extend_projections() == 0
    assert not AvailabilityRule.objects.exists()


def test_unpaid_claims_are_given_back(clock):
    kept, expired = CalendarFactory.create_batch(2)
    for calendar, expires_at in ((kept, NOW + 2 * HOUR), (kept, None), (expired, NOW + HOUR)):
        start = NOW + (30 if expires_at else 40) * HOUR
        claim(wanted=[Wanted(calendar.pk, start, start + HOUR, uuid4(), expires_at)])
    clock.shift(HOUR)
    assert periodic.sweep_expired_claims() == 1
    assert periodic.sweep_expired_claims() == 0
    assert set(TimeBlock.objects.values_list("calendar", flat=True)) == {kept.pk}
    assert set(DayMask.objects.values_list("calendar", flat=True)) == {kept.pk}


def test_what_is_long_past_goes_and_promises_stay(clock):
    calendar = CalendarFactory()
    say(calendar, rrule="")
    say(calendar, rrule="FREQ=DAILY;COUNT=3", starts_at=NOW + 2 * DAY)
    (kept,) = claim(wanted=[Wanted(calendar.pk, NOW + HOUR, NOW + 2 * HOUR, uuid4())])
    write_entry(
        calendar=calendar, uid="x", occasion=kept.occasion, status=EntryStatus.CONFIRMED, starts_at=NOW,
        ends_at=NOW + HOUR, timezone="UTC", title="x",
    )  # fmt: skip
    cancel_entry(calendar=calendar, uid="x")
    clock.shift(399 * DAY)
    assert periodic.purge_what_is_past() == 0
    clock.shift(10 * DAY)
    assert periodic.purge_what_is_past() == 4
    assert TimeBlock.objects.get() == kept
    assert not CalendarEntry.objects.exists()
    assert mask_differences() == []
    periodic.purge_what_is_past()
    assert not AvailabilityRule.objects.exists()


def test_rules_that_still_happen_stay_however_old(clock):
    calendar = CalendarFactory()
    rules = [say(calendar, rrule=rrule) for rrule in ("FREQ=WEEKLY", "FREQ=YEARLY;COUNT=9", "FREQ=DAILY;COUNT=2")]
    clock.shift(500 * DAY)
    periodic.extend_projections()
    periodic.purge_what_is_past()
    assert set(AvailabilityRule.objects.all()) == set(rules[:2])


@pytest.mark.parametrize(
    "task", [tasks.extend_projections, tasks.sweep_expired_claims, tasks.fold_in_reads, tasks.purge_what_is_past]
)
def test_tasks_run_and_the_clock_knows_them(task, settings):
    assert task() is None
    assert task.name in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
