"""Many racing attempts through the actions: `bin/chaos races [--attempts 100000]`, on an empty database.

Several processes with some of the clients each, all for the same few stages, acts and people. Afterwards what they
were told is compared with what is stored. `tests/bookings/test_races_recorded.py` runs the short version.
"""

import argparse
import multiprocessing
import os
import random
import sys
import time
from collections import Counter


def main() -> int:
    """Race in several processes, each with some of the clients, and say what came of it."""
    parser = argparse.ArgumentParser(prog="bin/chaos races", description=__doc__)
    parser.add_argument("--attempts", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options = parser.parse_args()
    _set_up()
    from django.core.management import call_command
    from django.db import connections

    from tests.chaos.racing import make_world, wrongs

    call_command("migrate", verbosity=0)
    world = make_world()
    connections.close_all()
    print(f"seed {options.seed}: {options.attempts} attempts by {options.clients} clients", flush=True)
    started = time.monotonic()
    share = options.attempts // options.processes, options.clients // options.processes
    with multiprocessing.get_context("spawn").Pool(options.processes, _set_up) as pool:
        parts = pool.starmap(_part, [(world, *share, options.seed + number) for number in range(options.processes)])
    record = [attempt for part in parts for attempt in part]
    _tell(record, time.monotonic() - started)
    found = wrongs(record)
    print(f"wrong: {len(found)}", *found[:50], sep="\n   ")
    return 1 if found else 0


def _part(world, attempts: int, clients: int, seed: int) -> list:
    from tests.chaos.racing import race

    return race(world, attempts=attempts, clients=clients, seed=seed)


def _set_up() -> None:
    """In every process, before anything that knows of models is imported."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stageslot.settings")
    os.environ.setdefault("DATABASE_POOL", "20")
    django.setup()


def _tell(record: list, seconds: float) -> None:
    from django.db import connection

    print(f"{len(record)} attempts in {seconds:.0f} s, {len(record) / seconds:.0f} a second")
    for (what, outcome), count in sorted(Counter((each.what, each.outcome) for each in record).items()):
        print(f"   {what}: {outcome} {count}")
    print("answers lost and asked for again:", sum(attempt.lost for attempt in record))
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        print("deadlocks that PostgreSQL broke and the actions repeated:", cursor.fetchone()[0])


if __name__ == "__main__":
    sys.exit(main())
