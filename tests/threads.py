"""Many threads at once, for races; and one with a loop of its own."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import connections

T = TypeVar("T")


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
