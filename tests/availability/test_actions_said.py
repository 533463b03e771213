"""What people say of their time: once, recurring, taken back, and what is refused."""

import datetime as dt
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction

from availability.actions import (
    Wanted,
    claim,
    lock_calendars,
    say_time,
    set_known_until,
    start_drawing,
    start_standing_in,
    stop_standing_in,
    unsay_time,
)
from availability.models import AvailabilityRule, Calendar, DayMask, TimeBlock
from tests.factories import CalendarFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2028, 3, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
MONDAY_EVENING = dt.datetime(2028, 3, 6, 19, tzinfo=dt.UTC)
"""20:00 in Berlin."""


@pytest.fixture(autouse=True)
def first_of_march():
    with time_machine.travel(NOW, tick=False):
        yield


def say(calendar, starts_at=MONDAY_EVENING, hours=3, **more):
    values = {"kind": "busy", "timezone": "Europe/Berlin", "ends_at": starts_at + hours * HOUR} | more
    return say_time(acting_user=UserFactory.build(), calendar=calendar, starts_at=starts_at, **values)


def starts(calendar, **filters):
    return [block.period.lower for block in calendar.blocks.filter(**filters).order_by("period")]


def versions(calendar):
    calendar.refresh_from_db()
    return calendar.version, calendar.public_version


def test_a_one_off_is_one_block_and_its_mask():
    calendar = CalendarFactory()
    said = say(calendar)
    block = calendar.blocks.get()
    assert (block.rule_id, block.kind, block.period.lower) == (said.rule.pk, "busy", MONDAY_EVENING)
    assert DayMask.objects.get().mask == 0b111111 << 38
    assert said.contradicts == []


def test_a_long_holiday_is_cut_into_weeks():
    calendar = CalendarFactory()
    say(calendar, hours=20 * 24)
    assert starts(calendar) == [MONDAY_EVENING + dt.timedelta(days=days) for days in (0, 7, 14)]


def test_a_weekly_rule_keeps_to_the_wall_clock_over_18_months():
    calendar = CalendarFactory()
    rule = say(calendar, rrule="FREQ=WEEKLY", exdates=[dt.date(2028, 3, 13)]).rule
    moments = starts(calendar)
    assert moments[:3] == [
        dt.datetime(2028, 3, day, hour, tzinfo=dt.UTC) for day, hour in ((6, 19), (20, 19), (27, 18))
    ]
    assert moments[-1] > NOW + dt.timedelta(days=540)
    assert rule.projected_until == NOW + dt.timedelta(days=548)
    assert len(moments) == 77


def test_an_old_rule_is_not_projected_into_the_past():
    calendar = CalendarFactory()
    say(calendar, dt.datetime(1999, 3, 1, 19, tzinfo=dt.UTC), rrule="FREQ=WEEKLY")
    assert starts(calendar)[0] == MONDAY_EVENING


def test_contradicted_promises_are_reported_and_stand():
    calendar = CalendarFactory()
    wanted = [
        Wanted(calendar.pk, MONDAY_EVENING + days * 24 * HOUR, MONDAY_EVENING + (days * 24 + 1) * HOUR, uuid4())
        for days in (7, 8)
    ]
    hit, _missed = claim(wanted=wanted)
    assert say(calendar, rrule="FREQ=WEEKLY").contradicts == [hit]
    assert say(calendar, rrule="FREQ=WEEKLY", kind="free").contradicts == []
    assert TimeBlock.objects.claims().count() == 2


def test_taking_back_removes_blocks_and_masks_and_is_repeatable():
    calendar = CalendarFactory()
    rule = say(calendar, rrule="FREQ=DAILY").rule
    for _time in range(2):
        unsay_time(acting_user=None, rule=rule)
        assert not (calendar.blocks.exists())
        assert not (calendar.masks.exists())
        assert not (calendar.rules.exists())


def test_a_members_busy_raises_the_bands_public_version_only_where_it_changes_the_band():
    band, drummer, singer = CalendarFactory.create_batch(3, known_until=dt.datetime(2029, 1, 1, tzinfo=dt.UTC))
    for member in (drummer, singer):
        start_drawing(calendar=band, on=member)
    version, public_version = versions(band)
    say(drummer)
    assert versions(band) == (version + 1, public_version + 1)
    say(singer)
    assert versions(band) == (version + 2, public_version + 1)
    say(singer, kind="maybe")
    assert versions(band) == (version + 3, public_version + 1)


def test_a_members_busy_is_told_in_public_where_members_are_weighed():
    band, drummer, singer = CalendarFactory.create_batch(3, known_until=dt.datetime(2029, 1, 1, tzinfo=dt.UTC))
    Calendar.objects.filter(pk=band.pk).update(weighs=True)
    for member in (drummer, singer):
        start_drawing(calendar=band, on=member)
    say(drummer)
    version, public_version = versions(band)
    [rule] = say(singer).rules
    assert versions(band) == (version + 1, public_version + 1)
    say(singer, kind="maybe")
    assert versions(band) == (version + 2, public_version + 1)
    unsay_time(acting_user=None, rule=rule)
    assert versions(band) == (version + 3, public_version + 2)


def test_a_stand_ins_busy_is_told_in_public_where_members_are_weighed():
    band, other, dep = CalendarFactory.create_batch(3, known_until=dt.datetime(2029, 1, 1, tzinfo=dt.UTC))
    Calendar.objects.filter(pk=band.pk).update(weighs=True)
    for each in (band, other):
        start_standing_in(calendar=each, who=dep)
        start_standing_in(calendar=each, who=dep)
    (version, public_version), (others, others_public) = versions(band), versions(other)
    say(dep)
    assert versions(band) == (version + 1, public_version + 1)
    assert versions(other) == (others + 1, others_public)
    say(dep, MONDAY_EVENING + 24 * HOUR, kind="maybe")  # a dep who may be is none
    assert versions(band) == (version + 2, public_version + 2)
    assert versions(other) == (others + 2, others_public)
    later = {"until": dt.datetime(2029, 2, 1, tzinfo=dt.UTC), "timezone": "Europe/Berlin"}
    set_known_until(acting_user=None, calendar=dep, **later)
    assert versions(band) == (version + 3, public_version + 3)
    assert versions(other) == (others + 3, others_public)
    stop_standing_in(calendar=band, who=dep)
    assert versions(band) == (version + 4, public_version + 4)
    say(dep, MONDAY_EVENING + 168 * HOUR)
    assert versions(band) == (version + 4, public_version + 4)


def test_those_that_somebody_stands_in_for_are_locked_with_them():
    band, dep = CalendarFactory.create_batch(2)
    start_standing_in(calendar=band, who=dep)
    with transaction.atomic():
        assert lock_calendars([dep.pk]).keys() == {band.pk, dep.pk}


def test_a_free_night_after_known_until_shows_in_public():
    calendar = CalendarFactory(known_until=MONDAY_EVENING)
    version, public_version = versions(calendar)
    say(calendar, kind="free")
    assert versions(calendar) == (version + 1, public_version + 1)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("kind", {"kind": "claim"}),
        ("kind", {"kind": ""}),
        ("timezone", {"timezone": "Mars/Phobos"}),
        ("timezone", {"timezone": "../../etc/passwd"}),
        ("starts_at", {"starts_at": dt.datetime(1969, 12, 31, 10, tzinfo=dt.UTC)}),
        ("ends_at", {"ends_at": dt.datetime(2101, 1, 1, tzinfo=dt.UTC)}),
        ("ends_at", {"ends_at": MONDAY_EVENING}),
        ("ends_at", {"hours": 24 * 367}),
        ("ends_at", {"hours": 24 * 32, "rrule": "FREQ=MONTHLY"}),
        ("rrule", {"rrule": "FREQ=HOURLY"}),
        ("rrule", {"rrule": "FREQ=DAILY;" * 60}),
        ("rrule", {"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}),
        ("rrule", {"rrule": "FREQ=DAILY;UNTIL=20280301"}),
        ("exdates", {"exdates": [dt.date(2028, 1, 1) + dt.timedelta(days=count) for count in range(1001)]}),
        ("starts_at", {"starts_at": MONDAY_EVENING.replace(tzinfo=None)}),
    ],
)
def test_bad_input_is_refused_at_its_field_and_nothing_is_written(field, values):
    calendar = CalendarFactory()
    with pytest.raises(ValidationError) as refusal:
        say(calendar, **values)
    assert list(refusal.value.message_dict) == [field]
    assert not AvailabilityRule.objects.exists()


def test_nobody_says_more_than_500_things():
    calendar = CalendarFactory()
    AvailabilityRule.objects.bulk_create(
        AvailabilityRule(
            calendar=calendar, kind="busy", starts_at=MONDAY_EVENING, ends_at=MONDAY_EVENING + HOUR, timezone="UTC"
        )
        for _count in range(500)
    )
    with pytest.raises(ValidationError):
        say(calendar)
    AvailabilityRule.objects.update(starts_at=NOW - 2 * HOUR, ends_at=NOW - HOUR)
    assert say(calendar).rule


def test_parts_of_rules_that_have_ended_leave_room_for_others():
    calendar = CalendarFactory()
    AvailabilityRule.objects.bulk_create(
        AvailabilityRule(
            calendar=calendar, kind="busy", starts_at=NOW - 50 * HOUR, ends_at=NOW - 49 * HOUR, timezone="UTC",
            rrule="FREQ=DAILY;COUNT=2",
        )
        for _count in range(500)
    )  # fmt: skip
    assert say(calendar).rule


def test_known_until_a_day_includes_its_night():
    calendar = CalendarFactory()
    version, public_version = versions(calendar)
    for _time in range(2):
        set_known_until(acting_user=None, calendar=calendar, until=dt.date(2028, 3, 25), timezone="Europe/Berlin")
    assert Calendar.objects.get().known_until == dt.datetime(2028, 3, 26, 4, tzinfo=dt.UTC)
    assert versions(calendar) == (version + 2, public_version + 1)


def test_known_until_may_be_taken_back():
    calendar = CalendarFactory(known_until=NOW)
    set_known_until(acting_user=None, calendar=calendar, until=None, timezone="UTC")
    assert Calendar.objects.get().known_until is None


@pytest.mark.parametrize(
    ("until", "is_fine"),
    [
        (dt.date(2029, 8, 31), True),
        (dt.date(2029, 9, 2), False),
        (NOW + dt.timedelta(days=548), True),
        (NOW + dt.timedelta(days=548, seconds=1), False),
        (dt.date.max, False),
        (dt.datetime.max.replace(tzinfo=dt.UTC), False),
        (dt.date.min, False),
    ],
)
def test_nobody_is_known_beyond_18_months(until, is_fine):
    calendar = CalendarFactory()
    if is_fine:
        assert set_known_until(acting_user=None, calendar=calendar, until=until, timezone="UTC").known_until
        return
    with pytest.raises(ValidationError) as refusal:
        set_known_until(acting_user=None, calendar=calendar, until=until, timezone="UTC")
    assert list(refusal.value.message_dict) == ["until"]


@pytest.mark.parametrize("rrule", ["FREQ=YEARLY", "FREQ=DAILY"])
def test_saying_takes_the_same_number_of_queries_for_one_block_and_for_hundreds(django_assert_num_queries, rrule):
    calendar = CalendarFactory()
    with django_assert_num_queries(17):
        say(calendar, rrule=rrule)
