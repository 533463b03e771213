"""Make backups while clients book, restore one on a machine of its own, and see what is there.

    python -m tests.chaos.restoring [--seconds 60] [--clients 8] [--seed N]

Every answer that was given before the backup began is in it, nothing in it was never asked for, and all checks find the
restored site in order. A second backup, made when nobody books any more, is equal to the site table by table.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import django
from django.db import close_old_connections

from stageslot.embedded.instance import Instance
from stageslot.embedded.servers import ROOT, throwaway_instance
from tests.chaos.killing import _fill, _set_the_stage
from tests.chaos.post_office import PostOffice
from tests.chaos.site import Site, a_site
from tests.chaos.traffic import Attempt, Client

WRITTEN_BY_BACKUPS = "operations_backup"
LOOK = ("-m", "tests.chaos.looking")
CHECKS = ("check_claims", "check_masks", "check_ledger")


def main() -> int:
    options = _options()
    found: list[str] = []
    with PostOffice() as post_office, a_site(post_office.port) as site:
        django.setup()
        _fill(site, options.dump)
        cast = _set_the_stage()
        site.start_services()
        clients = [Client(site.port, cast, options.seed + each, threading.Event()) for each in range(options.clients)]
        for client in clients:
            client.start()
        time.sleep(options.seconds / 2)
        acknowledged = [attempt for client in clients for attempt in list(client.record) if attempt.is_done]
        busy = _back_up(site, "busy")
        time.sleep(options.seconds / 2)
        for client in clients:
            client.stop.set()
        for client in clients:
            client.join(timeout=300)
        record = [attempt for client in clients for attempt in client.record]
        site.stop_services()
        close_old_connections()
        quiet = _back_up(site, "quiet")
        found += _wrong_in(busy, acknowledged, record)
        found += _unequal_in(quiet, site.instance)
    print("acknowledged before the backup:", len(acknowledged), "afterwards:", len(record) - len(acknowledged))
    print("wrong:", len(found))
    for wrong in found[:50]:
        print("  ", wrong)
    return 1 if found or len(acknowledged) == 0 or len(record) == len(acknowledged) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.restoring")
    parser.add_argument("--seconds", type=float, default=60.0, help="so long the clients book")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--dump", type=Path, help="a migrated database to restore; without, a new one is migrated")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    return parser.parse_args()


def _back_up(site: Site, name: str) -> Path:
    folder = site.instance.var / "backups" / name
    _manage(site.instance, "backup", str(folder))
    [file] = folder.iterdir()
    return file


def _wrong_in(backup: Path, acknowledged: list[Attempt], record: list[Attempt]) -> list[str]:
    """Of a site restored from a backup that was made under load."""
    with throwaway_instance() as instance:
        _restore(instance, backup)
        complaints = [(check, _on(instance, "manage.py", check)) for check in CHECKS]
        there = Counter(json.loads(_on(instance, *LOOK).stdout)["texts"])
    wrong = [f"{check}: {done.stderr[-500:]}" for check, done in complaints if done.returncode]
    for attempt in acknowledged:
        if there[attempt.key] != 1:
            wrong.append(f"{attempt.what} {attempt.key} was acknowledged and is there {there[attempt.key]} times")
    asked = {attempt.key for attempt in record}
    return wrong + [f"{key} was never asked for" for key in there.keys() - asked]


def _unequal_in(backup: Path, site: Instance) -> list[str]:
    """Of a site restored from a backup that was made while nothing was written."""
    before = json.loads(_run(site, sys.executable, *LOOK).stdout)
    with throwaway_instance() as instance:
        _restore(instance, backup)
        after = json.loads(_on(instance, *LOOK).stdout)
    rows = [name for name, found in before["contents"].items() if found != after["contents"].get(name)]
    rules = [rule for rule in before["rules"] if rule not in after["rules"]]
    empty = [name for name in ("availability_timeblock", "bookings_booking") if not before["contents"][name][0]]
    differing = [*rows, *(name for name, _rule in rules), *empty]
    return [f"{name} differs" for name in differing if not name.startswith(WRITTEN_BY_BACKUPS)]


def _restore(instance: Instance, backup: Path) -> None:
    _run(instance, sys.executable, "-m", "stageslot.embedded.restore", str(backup)).check_returncode()


def _on(instance: Instance, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python with the servers of an instance up."""
    return _run(instance, sys.executable, "-m", "stageslot.embedded.servers", sys.executable, *arguments)


def _manage(instance: Instance, *arguments: str) -> None:
    _run(instance, sys.executable, "manage.py", *arguments).check_returncode()


def _run(instance: Instance, *command: str) -> subprocess.CompletedProcess[str]:
    environment = _environment(instance)
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def _environment(instance: Instance) -> dict[str, str]:
    """Without what names another site's servers."""
    names = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY")
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return kept | {"STAGESLOT_VAR": str(instance.var)}


if __name__ == "__main__":
    sys.exit(main())
