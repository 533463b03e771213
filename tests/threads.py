"""Many threads at once, for races."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections


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
