"""Rules around every change of clocks from 2024 to 2030 in every zone of the time-zone data base."""

import datetime as dt
import itertools
import os
import time
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.utils import timezone

from availability.models import AvailabilityRule
from availability.ranges import Period, at_wall_clock
from availability.rules.edits import plan_change
from availability.rules.projection import occurrences, project
from availability.states import EditScope
from tests.availability.walls import DAY, HOUR, changes_of, instant_at, shown, span, zones_with_changes

pytestmark = pytest.mark.slow

QUARTER = dt.timedelta(minutes=15)
LONG_AGO = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
EVERY_CHANGE = [pytest.param(name, changes, id=name) for name, changes in sorted(zones_with_changes().items())]


def daily(name, start, length, rrule="FREQ=DAILY"):
    """A rule from a local time that clocks show; it was said long before."""
    starts_at, ends_at = span(start, length, ZoneInfo(name))
    return AvailabilityRule(
        calendar_id=1, kind="busy", starts_at=starts_at, ends_at=ends_at, timezone=name, rrule=rrule,
        created_at=LONG_AGO,
    )  # fmt: skip


def times_around(change):
    """Local times just before, within and just after what clocks leave out or show twice."""
    instant, before, after = change
    local = instant.replace(tzinfo=None)
    first, last = sorted([local + before, local + after])
    return [first - QUARTER, first, first + (last - first) / 2, last - QUARTER, last]


def test_all_zones_with_changes_are_looked_at():
    changing = {name for name in available_timezones() - {"localtime"} if changes_of(name)}
    looked_at = set(zones_with_changes().values())
    assert {changes_of(name) for name in changing} == looked_at
    assert len(changing) > 150


@pytest.mark.parametrize(("name", "changes"), EVERY_CHANGE)
def test_rules_keep_to_the_wall_clock_over_every_change(name, changes):
    zone = ZoneInfo(name)
    for change, length in itertools.product(changes, (HOUR / 2, 26 * HOUR)):
        for local in times_around(change):
            rule = daily(name, local - 3 * DAY, length)
            around = Period(change[0] - 2 * DAY, change[0] + 2 * DAY)
            found = {day: (period.starts_at, period.ends_at) for day, period in occurrences(rule, around)}
            assert found[local.date()] == span(local, length, zone)
            assert all(found[day] == span(dt.datetime.combine(day, local.time()), length, zone) for day in found)
            assert all(starts_at < ends_at and starts_at.tzinfo == dt.UTC for starts_at, ends_at in found.values())


@pytest.mark.parametrize(("name", "changes"), EVERY_CHANGE)
def test_a_gap_moves_forward_by_its_length_and_a_doubled_time_is_the_first(name, changes):
    zone = ZoneInfo(name)
    for instant, before, after in changes:
        within = instant.replace(tzinfo=None) + min(before, after) + abs(after - before) / 2
        moment = at_wall_clock(within.date(), within.time(), name)
        assert moment == within.replace(tzinfo=dt.UTC) - before
        assert shown(moment, zone) == within + max(after - before, dt.timedelta())


@pytest.mark.parametrize(("name", "changes"), EVERY_CHANGE)
def test_saving_what_was_loaded_changes_nothing(name, changes):
    """Whether a rule begins before a change, at it, or in the second of two equal hours; whichever day is shown."""
    for instant, *_offsets in changes:
        for starts_at in (instant - 2 * DAY, instant - QUARTER, instant, instant + QUARTER):
            rule = daily(name, shown(starts_at, ZoneInfo(name)), 2 * HOUR)
            rule.starts_at, rule.ends_at = starts_at, starts_at + 2 * HOUR
            loaded = [(None, Period(rule.starts_at, rule.ends_at))]
            loaded += occurrences(rule, Period(instant - DAY, instant + DAY))
            for day, period in loaded:
                fields = {"starts_at": period.starts_at, "ends_at": period.ends_at, "timezone": name}
                for scope in EditScope if day else [EditScope.ALL]:
                    assert plan_change(rule, scope=scope, on=day, at=LONG_AGO, fields=fields) is None


@pytest.fixture
def server_in(monkeypatch):
    """Move the server's own clock to a zone."""

    def move(name):
        monkeypatch.setitem(os.environ, "TZ", name)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("name", ["Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca"])
def test_blocks_depend_neither_on_the_servers_zone_nor_on_the_viewers(server_in, name):
    instant = changes_of(name)[0][0]
    rule = daily(name, shown(instant, ZoneInfo(name)) - 3 * DAY, 2 * HOUR)
    blocks = []
    for elsewhere in ("UTC", "Pacific/Kiritimati", "America/Los_Angeles"):
        server_in(elsewhere)
        with timezone.override(elsewhere):
            blocks.append(project(rule, instant + 10 * DAY))
    assert blocks[0] == blocks[1] == blocks[2]
    assert len(blocks[0]) == 13
    assert blocks[0][0].starts_at == instant_at(shown(instant, ZoneInfo(name)) - 3 * DAY, ZoneInfo(name))
