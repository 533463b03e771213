"""The one statement that brings the blocks of rules and of imported calendars to what is wanted."""

import datetime as dt

import pytest

from availability.actions import change_blocks
from availability.actions.masks import mask_differences
from availability.models import AvailabilityRule, ImportedCalendar
from availability.ranges import Period
from tests.factories import CalendarFactory

pytestmark = pytest.mark.django_db

START = dt.datetime(2028, 3, 6, 19, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def hours(*firsts):
    return [Period(START + first * HOUR, START + (first + 1) * HOUR) for first in firsts]


def an_import(calendar):
    return ImportedCalendar.objects.create(calendar=calendar, kind="file", name="Work", timezone="Europe/Berlin")


def a_rule(calendar):
    return AvailabilityRule(calendar=calendar, kind="busy", starts_at=START, ends_at=START + HOUR, timezone="UTC")


def stored(calendar):
    blocks = calendar.blocks.order_by("period").values_list("kind", "period", "rule", "imported")
    return [(kind, Period.of(period), rule or imported) for kind, period, rule, imported in blocks]


def versions(calendar):
    calendar.refresh_from_db()
    return calendar.version, calendar.public_version


def test_imported_blocks_stand_beside_those_of_rules():
    calendar = CalendarFactory()
    rule, source = a_rule(calendar), an_import(calendar)
    one, two, three = hours(0, 1, 2)
    meant = [("busy", one), ("maybe", two), ("maybe", two)]
    assert change_blocks(calendar=calendar, said={rule: [one, three]}, imported={source: meant}) == 4
    assert sorted(stored(calendar), key=str) == sorted(
        [("busy", one, rule.pk), ("busy", one, source.pk), ("maybe", two, source.pk), ("busy", three, rule.pk)], key=str
    )
    assert mask_differences() == []


def test_an_import_read_again_writes_the_difference_alone():
    calendar = CalendarFactory()
    source, other = an_import(calendar), an_import(calendar)
    one, two, three = hours(0, 2, 4)
    change_blocks(calendar=calendar, imported={source: [("busy", one), ("busy", two)], other: [("busy", one)]})
    kept = calendar.blocks.get(imported=source, period__startswith=one.starts_at)
    assert change_blocks(calendar=calendar, imported={source: [("busy", one), ("maybe", three)]}) == 2
    assert [(kind, period) for kind, period, owner in stored(calendar) if owner == source.pk] == [
        ("busy", one),
        ("maybe", three),
    ]
    assert calendar.blocks.filter(pk=kept.pk).exists()
    assert calendar.blocks.filter(imported=other).count() == 1
    assert mask_differences() == []


def test_the_same_again_raises_no_version():
    calendar = CalendarFactory()
    source = an_import(calendar)
    meant = [("busy", period) for period in hours(0, 2)]
    change_blocks(calendar=calendar, imported={source: meant})
    before = versions(calendar)
    assert change_blocks(calendar=calendar, imported={source: meant}) == 0
    assert versions(calendar) == before


def test_an_import_without_blocks_leaves_nothing():
    calendar = CalendarFactory()
    source = an_import(calendar)
    change_blocks(calendar=calendar, imported={source: [("busy", hours(0)[0])]})
    assert change_blocks(calendar=calendar, imported={source: []}) == 1
    assert not calendar.blocks.exists()
    assert not calendar.masks.exists()
