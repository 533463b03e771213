"""Many threads at once, for races; and one with a loop of its own."""

import asyncio
import os
import random
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import connection, connections

T = TypeVar("T")
ROUNDS = int(os.environ.get("RACE_ROUNDS", "3"))
"""How often each race is run; `bin/chaos rounds` asks for more."""
SOME_ROUNDS = min(ROUNDS, 50)
"""The same where each round has a week of its own, for a show is at most three years ahead, or much to prepare."""
ALL_PAIRS = "RACE_ROUNDS" in os.environ


def meeting(move: str, moves: Sequence[str]) -> list[str]:
    """What meets a move in a race: itself and one of those that come after it, chosen anew in each run; all of them
    with `bin/chaos rounds`. With every move asked for, any two of them meet there."""
    later = moves[moves.index(move) + 1 :]
    return [move, *(later if ALL_PAIRS else random.sample(later, min(1, len(later))))]


def at_once(count: int, call: Callable[[int], object]) -> list[object]:
    """What `call(0)` ... `call(count - 1)` returned or raised, each in a thread of its own, all let go together."""
    barrier = threading.Barrier(count, timeout=20)

    def run(number: int) -> object:
        barrier.wait()
        try:
            return call(number)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def run_loop(story: Coroutine[Any, Any, T]) -> T:
    """What a coroutine returns, run in a thread of its own: Playwright's event loop may run in ours."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, story).result()


def wait_for_a_waiting_one() -> None:
    """Wait until another transaction of this database is waiting for a row of ours."""
    for _attempt in range(400):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else it lists who was connected when first asked
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")
