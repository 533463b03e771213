"""Many racing attempts, each with a record of what was answered; afterwards exactly that is stored."""

import random
import uuid
from collections import Counter

import psycopg
import pytest
from django.db import connection

from tests.bookings.scenes import HOUR
from tests.chaos.racing import make_world, overlaps, race, wrongs
from tests.factories import FAR_SATURDAY, CalendarFactory
from tests.threads import ROUNDS, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.slow]

CLIENTS = 16
AT_ONCE = 50

# Straight at the table, without the locks of the actions: what the constraint alone keeps.
CLAIM = """
INSERT INTO availability_timeblock (calendar_id, period, kind, occasion)
SELECT calendar_id, tstzrange(starts_at, starts_at + hours * interval '1 hour'), 'claim', occasion
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::int[], %s::uuid[]) AS wanted(calendar_id, starts_at, hours, occasion)
 ORDER BY calendar_id, starts_at
{otherwise} RETURNING occasion
"""
OR_NOT = "ON CONFLICT ON CONSTRAINT timeblock_claims_never_overlap DO NOTHING"


def claim_at_once(attempts: int, *, otherwise: str = OR_NOT) -> set[uuid.UUID]:
    """So many claims by sixteen clients on the calendars of acts, stages and people; the occasions acknowledged."""
    calendars = [CalendarFactory().pk for _ in range(4 + 8 + 20)]

    def client(number: int) -> set[uuid.UUID]:
        chance, acknowledged = random.Random(number), set()
        with psycopg.connect(**connection_values()) as claiming:
            for _ in range(attempts // CLIENTS // AT_ONCE):
                acknowledged |= claim_some(claiming, [wanted(calendars, chance) for _ in range(AT_ONCE)], otherwise)
        return acknowledged

    results = at_once(CLIENTS, client)
    assert all(isinstance(result, set) for result in results), results
    return set().union(*results)


def connection_values() -> dict:
    values = connection.get_connection_params()
    return {name: values[name] for name in ("dbname", "user", "password", "host", "port")}


def wanted(calendars: list[int], chance: random.Random) -> tuple:
    """A stretch of one to eight hours within four weeks, on some calendar, for an occasion of its own."""
    starts_at = FAR_SATURDAY.replace(minute=0) + chance.randrange(4 * 7 * 24) * HOUR
    return chance.choice(calendars), starts_at, chance.randint(1, 8), uuid.UUID(int=chance.getrandbits(128))


def claim_some(claiming: psycopg.Connection, attempts: list[tuple], otherwise: str) -> set[uuid.UUID]:
    """One transaction, again where PostgreSQL broke a deadlock, as the actions do."""
    columns = [list(column) for column in zip(*attempts, strict=True)]
    for _attempt in range(3):
        try:
            with claiming.transaction():
                return {occasion for (occasion,) in claiming.execute(CLAIM.format(otherwise=otherwise), columns)}
        except psycopg.errors.DeadlockDetected:
            continue
    raise AssertionError("three deadlocks in a row")


def stored() -> set[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT occasion FROM availability_timeblock")
        return {occasion for (occasion,) in cursor.fetchall()}


def test_attempts_at_the_database_never_overlap_and_are_stored_as_acknowledged():
    """Two thousand in each round: 200,000 with `bin/chaos rounds`."""
    acknowledged = claim_at_once(2000 * ROUNDS)
    assert overlaps() == 0
    assert stored() == acknowledged
    assert len(acknowledged) > 1000


def test_control_the_same_attempts_without_the_constraint_overlap(without_the_constraint):
    acknowledged = claim_at_once(4000, otherwise="")
    assert stored() == acknowledged
    assert overlaps() > 0


def test_attempts_through_the_actions_are_stored_as_they_were_answered():
    record = race(make_world(), attempts=100 * ROUNDS, clients=CLIENTS)
    assert wrongs(record) == []
    ended = Counter((attempt.what, attempt.outcome) for attempt in record)
    for what in ("publish", "apply", "accept"):
        assert ended[what, "ok"] > ROUNDS // 2, ended
        assert ended[what, "Taken"] > ROUNDS // 2, ended
    assert sum(attempt.lost for attempt in record) > ROUNDS // 2
