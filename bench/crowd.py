"""Many clients at once, in several processes, as the workers of a site in production are."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from typing import Any

PROCESSES = 4
PATIENCE_SECONDS = 120

_all_are_here: Any = None


def at_once(job: Callable[[Any], Any], arguments: Sequence, *, first: Callable[[Any], Any] | None = None) -> list:
    """What `job` returns for each argument, each in a thread of one of the processes, all let go together.

    `first` is called before, with each argument: what imports, connects and plans. Both are functions of a module, and
    what goes in and comes out can be pickled. `time.perf_counter` counts from the same moment in all processes.
    """
    spawning = multiprocessing.get_context("spawn")
    barrier = spawning.Barrier(len(arguments))
    shares = [list(arguments[number::PROCESSES]) for number in range(PROCESSES)]
    with spawning.Pool(PROCESSES, _begin, (barrier,)) as pool:
        parts = pool.starmap(_run, [(job, share, first) for share in shares if share], chunksize=1)
    return [result for part in parts for result in part]


def _begin(barrier: Any) -> None:
    global _all_are_here
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django

    django.setup()
    _all_are_here = barrier


def _run(job: Callable[[Any], Any], arguments: Sequence, first: Callable[[Any], Any] | None) -> list:
    from django.db import connection, connections

    results: list = [None] * len(arguments)

    def one(place: int) -> None:
        try:
            connection.ensure_connection()
            if first:
                first(arguments[place])
            _all_are_here.wait(PATIENCE_SECONDS)
            results[place] = job(arguments[place])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(place,)) for place in range(len(arguments))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if None in results:
        raise RuntimeError("a client failed: see above")
    return results
