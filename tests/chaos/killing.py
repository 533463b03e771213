"""Kill web, worker, Valkey and PostgreSQL at random under a load of bookings, and see that nothing was lost.

    python -m tests.chaos.killing [--kills 25] [--pause 6] [--clients 8] [--seed N]

starts a whole site of its own, lets clients book for a while without a crash, then with one every few seconds, each
from SIGKILL; repeats what got no answer with the same key; waits until every mail is out; and compares what was
answered with what is there. Prints what it saw and ends with 1 if anything is wrong.
"""

import argparse
import random
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import django
from django.db import close_old_connections, connection

from stageslot.embedded.processes import wait_until
from tests.chaos.post_office import PostOffice
from tests.chaos.site import PREY, Site, a_site
from tests.chaos.traffic import Attempt, Cast, Client

CALM_SECONDS = 5
DELIVERED_WITHIN = 180.0
VENUES, BANDS = 4, 6


def main() -> int:
    options = _options()
    with PostOffice() as post_office, a_site(post_office.port) as site:
        django.setup()
        _fill(site, options.dump)
        cast = _set_the_stage()
        site.start_services()
        record, killed, in_calm = _run(site, cast, options, post_office)
        _deliver_everything(sweeps=options.sweep)
        from tests.chaos.verdict import wrongs

        close_old_connections()
        found = wrongs(record, post_office.taken, in_calm)
        _tell(record, killed, post_office, found)
    return 1 if found else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.killing")
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--pause", type=float, default=6.0, help="seconds between two kills, on average")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--sweep", action="store_true", help="do what the clock does each minute at once, in the end")
    parser.add_argument("--dump", type=Path, help="a migrated database to restore; without, a new one is migrated")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    return parser.parse_args()


def _fill(site: Site, dump: Path | None) -> None:
    from django.core.management import call_command

    from tests.template import restore

    if dump:
        restore(dump, site.instance.remembered()["DATABASE_URL"])
    else:
        call_command("migrate", verbosity=0)


def _set_the_stage() -> Cast:
    """A database without rows becomes a small world: venues with a stage, bands of two, a token for each leader."""
    from accounts.actions import create_api_token
    from accounts.models import SiteSettings
    from tests.bookings.scenes import a_house, an_act

    SiteSettings.objects.get_or_create()

    def token(user) -> str:
        return create_api_token(acting_user=user, name="chaos", scopes=["read", "write"])[1]

    houses = [a_house() for _ in range(VENUES)]
    acts = [an_act(members=2) for _ in range(BANDS)]
    # One drummer plays in two of the bands: they may not be promised together.
    acts.append(an_act(members=[acts[0].members[0], acts[1].members[0]]))
    return Cast(
        [(house.party.slug, str(house.stage.pk), token(house.manager)) for house in houses],
        [(act.party.slug, token(act.leader)) for act in acts],
    )


def _run(
    site: Site, cast: Cast, options: argparse.Namespace, post_office: PostOffice
) -> tuple[list[Attempt], Counter, Counter]:
    """The record of all clients, what was killed how often, and the mails that had gone out before the first kill."""
    chance, stop, killed = random.Random(options.seed), threading.Event(), Counter()
    print(f"seed {options.seed}: {options.clients} clients, {options.kills} kills", flush=True)
    clients = [Client(site.port, cast, options.seed + number, stop) for number in range(options.clients)]
    for client in clients:
        client.start()
    time.sleep(CALM_SECONDS)
    in_calm = Counter(post_office.taken)
    for number in range(options.kills):
        # Every part in turn, so that a short run has hit them all.
        hit = site.kill(PREY[number % len(PREY)], chance)
        killed[hit] += 1
        time.sleep(chance.uniform(0.2, 2) * options.pause)
    stop.set()
    for client in clients:
        client.join(timeout=300)
        assert not client.is_alive(), "a client never got its last answer"
    assert wait_until(site.is_up, seconds=180, every=0.2), "the site did not come up again"
    return (
        [attempt for client in clients for attempt in client.record],
        killed,
        in_calm if options.kills else post_office.taken,
    )


def _deliver_everything(*, sweeps: bool) -> None:
    """The clock sweeps the outbox every minute; what it finds due is sent by then, or it is lost."""
    from notifications.models import Notification
    from notifications.periodic import sweep_outbox

    def all_out() -> bool:
        close_old_connections()
        if sweeps:
            sweep_outbox()
        return not Notification.objects.filter(email_state=Notification.EmailState.WANTED).exists()

    connection.close()
    wait_until(all_out, seconds=DELIVERED_WITHIN, every=1)


def _tell(record: list[Attempt], killed: Counter, post_office: PostOffice, found: list[str]) -> None:
    done = Counter(attempt.what for attempt in record if attempt.is_done)
    refused = Counter(attempt.what for attempt in record if attempt.is_refused)
    print("killed:", dict(killed))
    print("acknowledged:", dict(done))
    print("refused:", dict(refused))
    print("answers lost and asked for again:", sum(attempt.lost for attempt in record))
    mails = post_office.taken
    print("mails:", len(mails), "of them sent more than once:", sum(count > 1 for count in mails.values()))
    print("wrong:", len(found))
    for wrong in found[:50]:
        print("  ", wrong)


if __name__ == "__main__":
    sys.exit(main())
