"""Editing what a member of three bands said: the whole edit, how long their bands are locked, one block's masks."""

import datetime as dt
import time
from contextlib import contextmanager
from unittest import mock

from django.db import connection, transaction
from django.utils.timezone import now

from availability.actions import change_rule, lock_calendars, refresh_masks, rules, say_time, start_drawing
from availability.models import AvailabilityRule, Calendar, CalendarSource, TimeBlock
from availability.ranges import Period
from availability.states import BlockKind, EditScope
from bench import worlds
from bench.timing import milliseconds, say

HOUR = dt.timedelta(hours=1)
DAY = 24 * HOUR
BANDS, MEMBERS = 3, 5
OTHERS = 2000
"""Calendars beside them, for tables that are not empty."""


def run() -> None:
    member = _world()
    for name, rrule in (("weekly", "FREQ=WEEKLY;BYDAY=MO,TH"), ("daily", "FREQ=DAILY")):
        rule = _said(member, rrule)
        edits, locked = _measure_edits(rule)
        say(f"{name} rule, 18 months, {BANDS} bands: an edit of all", milliseconds(edits), "< 400 ms")
        say(f"{name} rule: its bands locked", milliseconds(locked), "< 100 ms")
    for what, calendar in (("nobody's source", _somebody()), (f"in {BANDS} bands", member)):
        say(f"masks of one new block, {what}", milliseconds(_measure_masks(calendar)), "< 1 ms")
    worlds.empty()


def _world() -> Calendar:
    """A member of three bands of five, everybody with a year and a half of evenings, among two thousand calendars."""
    ids = worlds.calendars(BANDS * MEMBERS + OTHERS, known_days=900)
    calendars = list(Calendar.objects.filter(pk__in=ids).order_by("pk"))
    member, *others = calendars[: BANDS * (MEMBERS - 1) + 1]
    bands = list(Calendar.objects.filter(pk__in=worlds.calendars(BANDS, known_days=900)))
    for number, band in enumerate(bands):
        for each in [member, *others[number * (MEMBERS - 1) : (number + 1) * (MEMBERS - 1)]]:
            start_drawing(calendar=band, on=each)
    CalendarSource.objects.update(since=now() - 30 * DAY)
    for each in [member, *others]:
        _said(each, "FREQ=WEEKLY;BYDAY=TU,FR", hour=17)
    _fill(ids[len(others) + 1 :])
    return member


def _fill(calendar_ids: list[int]) -> None:
    """A hundred busy evenings for everybody else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO availability_timeblock (calendar_id, period, kind)"
            " SELECT id, tstzrange(start, start + interval '3 hours'), 'busy' FROM unnest(%s::bigint[]) AS id,"
            " generate_series(date_trunc('day', now()), now() + interval '500 days', interval '5 days') AS start",
            [calendar_ids],
        )
        cursor.execute("ANALYZE")


def _said(calendar: Calendar, rrule: str, *, hour: int = 19) -> AvailabilityRule:
    starts_at = (now() + DAY).replace(hour=hour, minute=0, second=0, microsecond=0)
    return say_time(
        acting_user=None, calendar=calendar, kind="busy", starts_at=starts_at, ends_at=starts_at + 3 * HOUR,
        timezone="Europe/Berlin", rrule=rrule,
    ).rule  # fmt: skip


def _somebody() -> Calendar:
    return Calendar.objects.filter(drawn_on_by=None).order_by("-pk")[0]


def _measure_edits(rule: AvailabilityRule, rounds: int = 15) -> tuple[list[float], list[float]]:
    """Seconds of each edit, and of each for which the calendars were locked: the rule moves by an hour, to and fro."""
    edits: list[float] = []
    locked: list[float] = []
    for round_ in range(rounds):
        shift = HOUR if round_ % 2 == 0 else -HOUR
        fields = {"starts_at": rule.starts_at + shift, "ends_at": rule.ends_at + shift}
        started = time.perf_counter()
        with _locks_timed(locked):
            rule = change_rule(acting_user=None, rule=rule, scope=EditScope.ALL, **fields).rule
        edits.append(time.perf_counter() - started)
    return edits[1:], locked[1:]


@contextmanager
def _locks_timed(seconds: list[float]):
    """Note from when the locks are held to when the commit gives them back."""

    def lock(ids):
        held = lock_calendars(ids)
        since = time.perf_counter()
        transaction.on_commit(lambda: seconds.append(time.perf_counter() - since))
        return held

    with mock.patch.object(rules, "lock_calendars", lock):
        yield


def _measure_masks(calendar: Calendar, rounds: int = 200) -> list[float]:
    """Seconds of the upkeep alone, within the transaction that writes a block."""
    taken = []
    for round_ in range(rounds):
        starts_at = now().replace(minute=0) + (round_ % 400) * DAY
        with transaction.atomic():
            lock_calendars([calendar.pk])
            TimeBlock.objects.create(calendar=calendar, kind=BlockKind.BUSY, period=(starts_at, starts_at + 2 * HOUR))
            started = time.perf_counter()
            refresh_masks([(calendar.pk, Period(starts_at, starts_at + 2 * HOUR))])
            taken.append(time.perf_counter() - started)
    return taken
