"""Sixteen threads at once, on real PostgreSQL: somebody wins, everybody else is told, and no promise overlaps.

The control run does the same with the constraint and the locks away, and must find overlaps: the test can see.
"""

import datetime as dt
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from availability.actions import (
    Wanted,
    claim,
    lock_calendars,
    paint_nights,
    release_claims,
    retry_serialization,
    say_time,
    start_drawing,
    stop_drawing,
)
from availability.actions.masks import mask_differences
from availability.errors import Busy
from availability.models import Calendar, TimeBlock
from tests.factories import FAR_SATURDAY, CalendarFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

THREADS = 16
HOUR = dt.timedelta(hours=1)

OVERLAPS = """
SELECT count(*) FROM availability_timeblock a JOIN availability_timeblock b
    ON a.id < b.id AND a.calendar_id = b.calendar_id AND a.period && b.period AND a.occasion <> b.occasion
 WHERE a.kind = 'claim' AND b.kind = 'claim'
"""


def overlaps() -> int:
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        return cursor.fetchone()[0]


def race(work, threads=THREADS, rounds=1) -> list[list]:
    """Run `work(place, round)` in all threads, every round started together; for each round what they returned or
    raised."""
    barrier = threading.Barrier(threads, timeout=60)

    def run(place):
        try:
            connection.ensure_connection()
            return [attempt(place, number) for number in range(rounds)]
        finally:
            connection.close()

    def attempt(place, number):
        barrier.wait()
        try:
            return work(place, number)
        except Exception as error:
            return error

    with ThreadPoolExecutor(threads) as pool:
        return list(zip(*pool.map(run, range(threads)), strict=True))


@retry_serialization
def promise(calendar_ids, start=FAR_SATURDAY, hours=3) -> str:
    """As an action does it: lock, then claim them all for an occasion of one's own."""
    occasion = uuid4()
    with transaction.atomic():
        lock_calendars(calendar_ids)
        claim(wanted=[Wanted(pk, start, start + hours * HOUR, occasion) for pk in calendar_ids])
    return "won"


def outcomes(results) -> Counter:
    return Counter(result if isinstance(result, str) else type(result).__name__ for result in results)


ONE_WINS = {"won": 1, "Taken": THREADS - 1}


def night(number: int) -> dt.datetime:
    return FAR_SATURDAY + number * 24 * HOUR


def test_one_of_sixteen_gets_the_night_every_time():
    stage = CalendarFactory()
    # Each wants a little later than the one before: all overlap, none are the same.
    results = race(lambda place, number: promise([stage.pk], night(number) + place * HOUR / 8), rounds=40)
    assert [outcomes(round_) for round_ in results] == [ONE_WINS] * 40
    assert overlaps() == 0
    assert mask_differences() == []


def test_opposite_orders_of_calendars_do_not_deadlock():
    calendars = [calendar.pk for calendar in CalendarFactory.create_batch(4)]
    results = race(lambda place, number: promise(calendars[:: 1 if place % 2 else -1], night(number)), rounds=20)
    assert [outcomes(round_) for round_ in results] == [ONE_WINS] * 20
    assert overlaps() == 0


def test_a_drummer_of_two_bands_is_promised_once():
    drummer, *bands = [calendar.pk for calendar in CalendarFactory.create_batch(3)]
    results = race(lambda place, number: promise([bands[place % 2], drummer], night(number)), rounds=20)
    assert [outcomes(round_) for round_ in results] == [ONE_WINS] * 20
    assert overlaps() == 0


@contextmanager
def without_the_constraint():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'timeblock_claims_never_overlap'"
        )
        (definition,) = cursor.fetchone()
        cursor.execute("ALTER TABLE availability_timeblock DROP CONSTRAINT timeblock_claims_never_overlap")
        try:
            yield
        finally:
            cursor.execute("DELETE FROM availability_timeblock")
            cursor.execute(
                f"ALTER TABLE availability_timeblock ADD CONSTRAINT timeblock_claims_never_overlap {definition}"
            )


def test_without_constraint_and_locks_the_same_race_finds_overlaps():
    stage = CalendarFactory()
    standing = "calendar_id = %s AND kind = 'claim' AND period && tstzrange(%s, %s)"
    have_looked = threading.Barrier(THREADS, timeout=60)

    def look_then_write(_place, _round):
        with transaction.atomic(), connection.cursor() as cursor:
            values = [stage.pk, FAR_SATURDAY, FAR_SATURDAY + 3 * HOUR]
            cursor.execute(f"SELECT count(*) FROM availability_timeblock WHERE {standing}", values)
            is_free = not cursor.fetchone()[0]
            have_looked.wait()
            if is_free:
                cursor.execute(
                    "INSERT INTO availability_timeblock (calendar_id, period, kind, occasion)"
                    " VALUES (%s, tstzrange(%s, %s), 'claim', gen_random_uuid())",
                    values,
                )
        return "done"

    with without_the_constraint():
        results = race(look_then_write, rounds=3)
        assert [outcomes(round_) for round_ in results] == [{"done": THREADS}] * 3
        assert overlaps() > 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE conname = 'timeblock_claims_never_overlap'")
        assert cursor.fetchone() == (1,)


def test_masks_and_blocks_agree_after_everybody_wrote_at_once():
    """Members say things, promises come and go, and players join and leave, all at the same time."""
    band, other_band, *players = CalendarFactory.create_batch(6)
    for player in players:
        start_drawing(calendar=band, on=player)

    def work(place, _round):
        player = players[place % len(players)]
        for step in range(5):
            start = FAR_SATURDAY + (place * 5 + step) * 2 * HOUR
            if place % 4 == 0:
                (start_drawing if step % 2 else stop_drawing)(calendar=band, on=player)
                start_drawing(calendar=other_band, on=player)
            elif place % 4 == 1:
                say_time(
                    acting_user=None, calendar=player, kind="busy", starts_at=start, ends_at=start + HOUR,
                    timezone="Europe/Berlin", rrule="FREQ=WEEKLY;COUNT=20",
                )  # fmt: skip
            elif place % 4 == 2:
                nights = [start.date() + dt.timedelta(days=step)]
                paint_nights(
                    acting_user=None, calendar=player, kind=["busy", None][step % 2], nights=nights,
                    timezone="Europe/Berlin", from_time=dt.time(19), to_time=dt.time(1),
                )  # fmt: skip
            else:
                with transaction.atomic():
                    lock_calendars([player.pk, band.pk])
                    wanted = [Wanted(pk, start, start + HOUR, uuid4()) for pk in (player.pk, band.pk)]
                    blocks = claim(wanted=wanted)
                    release_claims(blocks=blocks[: step % 2])
        return "done"

    results = outcomes(race(work)[0])
    assert set(results) <= {"done", "Taken"}
    assert results["done"] >= THREADS // 2
    assert mask_differences() == []
    assert TimeBlock.objects.count() > 20
    assert overlaps() == 0


def test_who_waits_too_long_is_told_so_and_nothing_is_left(monkeypatch):
    monkeypatch.setattr("availability.actions.locks.LONGEST_WAIT", "200ms")
    stage = CalendarFactory()
    with transaction.atomic():
        lock_calendars([stage.pk])
        ((result,),) = race(lambda _place, _round: promise([stage.pk]), threads=1)
    assert isinstance(result, Busy)
    assert not TimeBlock.objects.exists()
    assert promise([stage.pk]) == "won"


def test_the_limit_on_waiting_ends_with_the_locking():
    stage = CalendarFactory()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '7s'")
        lock_calendars([stage.pk])
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("7s",)


def test_a_membership_that_begins_while_waiting_is_locked_too():
    """The band's calendar has the lower id: it could not be locked late without breaking the order."""
    band, drummer = CalendarFactory.create_batch(2)
    started = threading.Event()

    def hold_and_join():
        with transaction.atomic():
            Calendar.objects.select_for_update(no_key=True).get(pk=drummer.pk)
            started.set()
            wait_until_somebody_waits()
            start_drawing(calendar=band, on=drummer)
        return "joined"

    def lock():
        assert started.wait(20)
        with transaction.atomic():
            locked = lock_calendars([drummer.pk])
        return sorted(locked)

    results = race(lambda place, _round: lock() if place else hold_and_join(), threads=2)
    assert results == [("joined", [band.pk, drummer.pk])]


def wait_until_somebody_waits():
    """Until another session of this database waits for a lock."""
    with connection.cursor() as cursor:
        for _attempt in range(2000):
            cursor.execute(
                "SELECT count(*), pg_sleep(0.005) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")


@pytest.mark.parametrize("outer", [nullcontext, transaction.atomic])
def test_a_deadlock_is_tried_again_also_inside_a_larger_transaction(outer):
    one, two = CalendarFactory.create_batch(2)
    meeting = threading.Barrier(2, timeout=10)
    attempts = Counter()

    @retry_serialization
    def cross(place):
        attempts[place] += 1
        with transaction.atomic():
            first, second = (one, two) if place else (two, one)
            Calendar.objects.select_for_update().get(pk=first.pk)
            if attempts[place] == 1:
                meeting.wait()
            Calendar.objects.select_for_update().get(pk=second.pk)
        return "done"

    def work(place, _round):
        with outer():
            return cross(place)

    assert race(work, threads=2) == [("done", "done")]
    assert attempts.total() >= 3


def test_trying_again_ends_as_busy():
    attempts = []

    @retry_serialization
    def never():
        attempts.append(1)
        raise OperationalError from DeadlockDetected

    with pytest.raises(Busy):
        never()
    assert len(attempts) == 3
