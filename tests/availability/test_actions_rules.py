"""Changing and ending what was said, in the database: what is written, what is not, what is refused."""

import datetime as dt
from copy import copy
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils.timezone import now

from availability.actions import Wanted, change_rule, claim, end_rule, say_time, start_drawing, take_back, unsay_time
from availability.actions.masks import mask_differences
from availability.errors import Gone
from availability.models import AvailabilityRule, Calendar
from availability.ranges import Period
from availability.states import EditScope
from tests.factories import CalendarFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2028, 3, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
MONDAY = dt.datetime(2028, 3, 6, 19, tzinfo=dt.UTC)
"""20:00 in Berlin."""
LATER = NOW + 20 * DAY
"""After three Mondays."""
ONE, FOLLOWING, ALL = EditScope


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def rule(clock):
    """Busy on Mondays, 20:00 to 23:00 in Berlin, said on 1 March, seen on 21 March."""
    said = say_time(
        acting_user=None, calendar=CalendarFactory(), kind="busy", starts_at=MONDAY, ends_at=MONDAY + 3 * HOUR,
        timezone="Europe/Berlin", rrule="FREQ=WEEKLY", exdates=[dt.date(2028, 3, 13), dt.date(2028, 4, 10)],
    ).rule  # fmt: skip
    clock.move_to(LATER)
    return said


def blocks(rule):
    """What stands, as far as the rule was projected when it was said."""
    stored = rule.calendar.blocks.exclude(kind="claim").filter(period__startswith__lt=NOW + 548 * DAY)
    stored = stored.order_by("period").values_list("kind", "period")
    return [(kind, Period.of(period)) for kind, period in stored]


def change(rule, scope, on=None, **fields):
    return change_rule(acting_user=None, rule=rule, scope=scope, on=on, **fields)


def state_of(calendar):
    calendar.refresh_from_db()
    return calendar.version, calendar.public_version, calendar.said_at


def test_one_date_becomes_an_exception_and_a_one_off_of_the_series(rule):
    before = blocks(rule)
    day = dt.date(2028, 4, 3)
    start = dt.datetime(2028, 4, 3, 18, tzinfo=dt.UTC)
    said = change(rule, ONE, day, starts_at=start + HOUR, ends_at=start + 2 * HOUR, kind="maybe", note="late")
    once, rest = said.rule, AvailabilityRule.objects.get(pk=rule.pk)
    assert (once.series, once.note, once.rrule) == (rule.series, "late", "")
    assert rest.exdates == [dt.date(2028, 3, 13), day, dt.date(2028, 4, 10)]
    expected = [each for each in before if each[1].starts_at != start]
    expected.append(("maybe", Period(start + HOUR, start + 2 * HOUR)))
    assert blocks(rule) == sorted(expected, key=lambda each: each[1])
    assert mask_differences() == []


def test_following_keeps_what_is_before_and_the_later_exceptions(rule):
    before = blocks(rule)
    said = change(rule, FOLLOWING, dt.date(2028, 4, 3), kind="maybe")
    head, tail = AvailabilityRule.objects.get(pk=rule.pk), said.rule
    assert (head.rrule, head.exdates) == ("FREQ=WEEKLY;UNTIL=20280327", [dt.date(2028, 3, 13)])
    assert (tail.series, tail.exdates) == (rule.series, [dt.date(2028, 4, 10)])
    cut = dt.datetime(2028, 4, 3, tzinfo=dt.UTC)
    assert blocks(rule) == [("maybe" if period.starts_at > cut else kind, period) for kind, period in before]


def test_all_leaves_what_is_over(rule):
    before = blocks(rule)
    said = change(rule, ALL, starts_at=MONDAY + HOUR, ends_at=MONDAY + 4 * HOUR)
    assert AvailabilityRule.objects.get(pk=rule.pk).rrule == "FREQ=WEEKLY;UNTIL=20280320"
    assert said.rule.exdates == [dt.date(2028, 4, 10)]
    assert blocks(rule) == [
        (kind, period if period.ends_at <= LATER else Period(period.starts_at + HOUR, period.ends_at + HOUR))
        for kind, period in before
    ]


def test_what_changes_nothing_that_is_over_changes_in_place(rule):
    change(rule, ALL, rrule="FREQ=WEEKLY;UNTIL=20280501", exdates=[dt.date(2028, 4, 17)])
    changed = rule.calendar.rules.get()
    assert changed.pk == rule.pk
    assert changed.exdates == [dt.date(2028, 3, 13), dt.date(2028, 4, 17)]
    assert blocks(rule)[-1][1].starts_at == dt.datetime(2028, 5, 1, 18, tzinfo=dt.UTC)


def test_saving_what_stands_writes_nothing(rule, django_assert_num_queries):
    before = state_of(rule.calendar)
    day = dt.date(2028, 4, 3)
    start = dt.datetime(2028, 4, 3, 18, tzinfo=dt.UTC)
    same = {"kind": "busy", "timezone": rule.timezone, "rrule": rule.rrule, "exdates": rule.exdates[::-1], "note": " "}
    with django_assert_num_queries(0):
        for scope in EditScope:
            change(rule, scope, day, starts_at=start, ends_at=start + 3 * HOUR, **same)
        change(rule, ALL, starts_at=MONDAY, ends_at=MONDAY + 3 * HOUR, **same)
    assert state_of(rule.calendar) == before


@pytest.mark.parametrize(("scope", "left"), [(ONE, 75), (FOLLOWING, 3), (ALL, 2)])
def test_ending_takes_back_what_was_meant_and_no_more(rule, scope, left):
    before = blocks(rule)
    said = end_rule(acting_user=None, rule=rule, scope=scope, on=dt.date(2028, 4, 3))
    assert [period for _kind, period in before if period.ends_at <= LATER] == [
        period for _kind, period in blocks(rule) if period.ends_at <= LATER
    ]
    assert len(blocks(rule)) == left
    assert said.rule.pk == rule.pk
    assert mask_differences() == []


def test_ending_what_has_not_begun_removes_it(clock):
    rule = say_time(
        acting_user=None, calendar=CalendarFactory(), kind="busy", starts_at=MONDAY, ends_at=MONDAY + HOUR,
        timezone="UTC", rrule="FREQ=DAILY",
    ).rule  # fmt: skip
    assert end_rule(acting_user=None, rule=rule, scope=ALL).rules == []
    assert not rule.calendar.rules.exists()


def test_changing_speaks_and_tells_the_bands(rule):
    band = CalendarFactory(known_until=LATER + 900 * DAY)
    start_drawing(calendar=band, on=rule.calendar)
    version, public_version, _said_at = state_of(band)
    change(rule, ALL, kind="maybe")
    assert state_of(rule.calendar)[2] == LATER
    assert state_of(band)[:2] == (version + 1, public_version + 1)
    assert not band.masks.filter(day__gt=LATER.date()).exists()


def test_a_change_over_a_promise_reports_it_once(rule):
    start = dt.datetime(2028, 4, 4, 19, tzinfo=dt.UTC)
    promised = claim(wanted=[Wanted(rule.calendar_id, start, start + HOUR, uuid4())])
    assert change(rule, ALL, rrule="FREQ=WEEKLY;BYDAY=MO,TU").contradicts == promised
    assert rule.calendar.blocks.claims().get() == promised[0]


def test_a_rule_that_vanished_meanwhile_is_a_readable_refusal(rule):
    unsay_time(acting_user=None, rule=rule)
    with pytest.raises(Gone):
        change(rule, ALL, kind="maybe")
    with pytest.raises(Gone):
        end_rule(acting_user=None, rule=rule, scope=ALL)
    assert not AvailabilityRule.objects.exists()


def test_a_rule_that_changed_meanwhile_is_planned_anew(rule):
    stale = AvailabilityRule.objects.get(pk=rule.pk)
    end_rule(acting_user=None, rule=rule, scope=ONE, on=dt.date(2028, 4, 17))
    said = change(stale, FOLLOWING, dt.date(2028, 4, 3), kind="maybe")
    assert said.rule.exdates == [dt.date(2028, 4, 10), dt.date(2028, 4, 17)]


@pytest.mark.parametrize(
    ("field", "scope", "on", "fields"),
    [
        ("on", ONE, None, {"kind": "maybe"}),
        ("on", ONE, dt.date(2028, 3, 13), {"kind": "maybe"}),
        ("on", ONE, dt.date(2028, 3, 20), {"kind": "maybe"}),
        ("on", FOLLOWING, dt.date(2028, 4, 4), {"kind": "maybe"}),
        ("on", FOLLOWING, dt.date(2028, 4, 10), {"kind": "maybe"}),
        ("kind", ALL, None, {"kind": "claim"}),
        ("timezone", ALL, None, {"timezone": "Mars/Phobos"}),
        ("starts_at", ONE, dt.date(2028, 4, 3), {"starts_at": MONDAY.replace(tzinfo=None)}),
        ("ends_at", ONE, dt.date(2028, 4, 3), {"ends_at": MONDAY}),
        ("ends_at", ALL, None, {"ends_at": MONDAY}),
        ("rrule", ALL, None, {"rrule": "FREQ=HOURLY"}),
        ("rrule", ALL, None, {"rrule": "FREQ=WEEKLY;COUNT=3"}),
        ("rrule", ALL, None, {"rrule": "FREQ=WEEKLY;UNTIL=20280101"}),
        ("rrule", ALL, None, {"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}),
        ("rrule", ONE, dt.date(2028, 4, 3), {"rrule": "FREQ=DAILY"}),
        ("note", ALL, None, {"note": "x" * 121}),
        ("note", ALL, None, {"note": "\0"}),
    ],
)
def test_bad_edits_are_refused_at_their_field_and_nothing_is_written(rule, field, scope, on, fields):
    before = state_of(rule.calendar), blocks(rule)
    with pytest.raises(ValidationError) as refusal:
        change(rule, scope, on, **fields)
    assert list(refusal.value.message_dict) == [field]
    assert (state_of(rule.calendar), blocks(rule)) == before


def test_what_is_over_is_not_changed(rule, clock):
    once = say_time(
        acting_user=None, calendar=rule.calendar, kind="busy", starts_at=LATER, ends_at=LATER + HOUR, timezone="UTC"
    ).rule
    clock.shift(HOUR)
    with pytest.raises(ValidationError):
        change(once, ALL, kind="maybe")
    assert Calendar.objects.get().rules.count() == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_edits_at_once_lose_no_exception():
    start = (now() + 3 * DAY).replace(minute=0, second=0, microsecond=0)
    rule = say_time(
        acting_user=None, calendar=CalendarFactory(), kind="busy", starts_at=start, ends_at=start + HOUR,
        timezone="UTC", rrule="FREQ=DAILY",
    ).rule  # fmt: skip
    days = [start.date() + count * DAY for count in range(3)]
    at_once(3, lambda number: end_rule(acting_user=None, rule=copy(rule), scope=ONE, on=days[number]))
    assert AvailabilityRule.objects.get().exdates == days
    assert not rule.calendar.blocks.filter(period__startswith__lt=start + 3 * DAY).exists()


@pytest.mark.parametrize("rrule", ["FREQ=YEARLY", "FREQ=DAILY"])
def test_changing_takes_the_same_number_of_queries_for_few_blocks_and_for_hundreds(
    clock, django_assert_num_queries, rrule
):
    rule = say_time(
        acting_user=None, calendar=CalendarFactory(), kind="busy", starts_at=MONDAY, ends_at=MONDAY + HOUR,
        timezone="UTC", rrule=rrule,
    ).rule  # fmt: skip
    with django_assert_num_queries(18):
        change(rule, ALL, starts_at=MONDAY + HOUR, ends_at=MONDAY + 2 * HOUR)


def test_taking_back_keeps_what_is_over(rule):
    before = [block for block in blocks(rule) if block[1].ends_at <= LATER]
    take_back(acting_user=None, rule=rule)
    assert blocks(rule) == before != []


def test_taking_back_what_was_said_once_leaves_nothing_whenever_it_was(clock):
    calendar = CalendarFactory()
    said = say_time(
        acting_user=None, calendar=calendar, kind="busy", starts_at=MONDAY, ends_at=MONDAY + HOUR, timezone="UTC"
    )
    clock.move_to(LATER)
    take_back(acting_user=None, rule=said.rule)
    assert not calendar.blocks.exists()
