"""Locks on calendars, in one order for everybody, and what to do when the database asks to try again."""

import functools
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import OperationalError, connection, transaction

from availability.errors import Busy
from availability.models import Calendar
from web.prepared import run as run_prepared

LONGEST_WAIT = "3s"
ATTEMPTS = 3
PAUSE_SECONDS = 0.05
LOCK_NOT_AVAILABLE = "55P03"
SERIALIZATION_FAILURES = frozenset({"40P01", "40001"})
"""Deadlock detected, could not serialize: PostgreSQL rolled back and asks to run the transaction again."""

LIMIT_WAIT = """
WITH before AS MATERIALIZED (SELECT current_setting('lock_timeout') AS value)
SELECT value, set_config('lock_timeout', %s, true) FROM before
"""

# What a transaction under locks asks is prepared (`web.prepared`). Left to itself PostgreSQL plans much of it
# anew each time, for the lists at hand, which takes longer than to run the plan that it has.
BEGIN_BOUNDED = """
SELECT set_config('lock_timeout', %s, true), set_config('plan_cache_mode', 'force_generic_plan', true)
"""

# By an array, not by `OR id IN`: that would read all calendars there are to find eight.
LOCK = """
SELECT id, public_id, known_until, said_at, version, public_version FROM availability_calendar
 WHERE id = ANY(ARRAY(SELECT unnest(%(ids)s::bigint[])
                       UNION
                      SELECT calendar_id FROM availability_calendarsource WHERE draws_on_id = ANY(%(ids)s::bigint[])
                       UNION
                      SELECT calendar_id FROM availability_calendarstandin WHERE stands_in_id = ANY(%(ids)s::bigint[])))
 ORDER BY id FOR NO KEY UPDATE
"""
LOCKED = ("id", "public_id", "known_until", "said_at", "version", "public_version")
DRAWING = """
SELECT calendar_id FROM availability_calendarsource WHERE draws_on_id = ANY(%(ids)s::bigint[])
 UNION ALL
SELECT calendar_id FROM availability_calendarstandin WHERE stands_in_id = ANY(%(ids)s::bigint[])
"""

_is_bounded = ContextVar("_is_bounded", default=False)


class SetGrew(Exception):
    """Between reading and locking, more came to be concerned: give all locks back and start over."""


def lock_calendars(ids: Iterable[int]) -> dict[int, Calendar]:
    """Lock these calendars and all that draw (or once drew) on them or that they stand in for, in the order of their
    ids, for this transaction.

    Returns all of them by id. `FOR NO KEY UPDATE`: rows that refer to a calendar may still be written. Needs an open
    transaction. Raises `Busy` when somebody else holds one of them for 3 s; in a `bounded_transaction` also `SetGrew`,
    when a membership began between reading who draws on them and holding the locks.
    """
    ids = list(set(ids))
    if _is_bounded.get():
        locked = _lock(ids)
        if not _drawing(ids) <= locked.keys():
            raise SetGrew
        return locked
    for _attempt in range(ATTEMPTS):
        with bounded_wait(), transaction.atomic():
            locked = _lock(ids)
            if _drawing(ids) <= locked.keys():
                return locked
            # A membership began between reading the sources and holding the locks. A later lock could break the
            # order, so these are given back (rolling back to the savepoint does that) and taken again.
            transaction.set_rollback(True)
    raise Busy


def _lock(ids: list[int]) -> dict[int, Calendar]:
    return {row[0]: Calendar.from_db("default", LOCKED, row) for row in run_prepared(LOCK, {"ids": ids})}


def _drawing(ids: list[int]) -> set[int]:
    return {calendar_id for (calendar_id,) in run_prepared(DRAWING, {"ids": ids})}


@contextmanager
def bounded_transaction():
    """A transaction whose waits for locks, those of the checks at commit too, end after 3 s, as `Busy`.

    Whoever opens it runs it again after `SetGrew`.
    """
    token = _is_bounded.set(True)
    try:
        with transaction.atomic():
            run_prepared(BEGIN_BOUNDED, [LONGEST_WAIT])
            yield
    except OperationalError as error:
        if sqlstate(error) == LOCK_NOT_AVAILABLE:
            raise Busy from error
        raise
    finally:
        _is_bounded.reset(token)


@contextmanager
def bounded_wait():
    """Waits for locks end after 3 s within, as `Busy`; the transaction's own limit returns afterwards."""
    if _is_bounded.get():
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(LIMIT_WAIT, [LONGEST_WAIT])
        before, _now = cursor.fetchone()
    try:
        yield
    except OperationalError as error:
        if sqlstate(error) == LOCK_NOT_AVAILABLE:
            raise Busy from error
        raise
    finally:
        # Where the whole transaction is lost, so is the setting.
        if not connection.needs_rollback:
            _limit_waits(before)


def _limit_waits(limit: str) -> None:
    run_prepared("SELECT set_config('lock_timeout', %s, true)", [limit])


def retry_serialization(action: Callable) -> Callable:
    """Run an action again, at most 3 times, when the database gave it up for a deadlock (40P01, 40001); then `Busy`.

    Goes around the `atomic` of an action. Inside a larger transaction that is a savepoint: rolling back to it gives
    up the locks that the deadlock was about, and in READ COMMITTED nothing read before is void.
    """

    @functools.wraps(action)
    def run(*args, **kwargs):
        for attempt in range(ATTEMPTS):
            # By then whoever got in each other's way is awake: at once, the loser may block the winner again.
            if attempt:
                time.sleep(PAUSE_SECONDS * attempt)
            try:
                return action(*args, **kwargs)
            except OperationalError as error:
                if sqlstate(error) not in SERIALIZATION_FAILURES or connection.needs_rollback:
                    raise
                failure = error
        raise Busy from failure

    return run


def sqlstate(error: Exception) -> str | None:
    """The five-letter code that PostgreSQL gave this error."""
    return getattr(error.__cause__, "sqlstate", None)
