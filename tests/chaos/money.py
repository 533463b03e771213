"""Kill web, worker and PostgreSQL at random while people pay by card, and see that money and effects agree.

    python -m tests.chaos.money [--kills 25] [--checkouts 1000] [--payers 6] [--silent 5] [--seed N]

starts a site of its own with the stand-in for Stripe, lets people pay, and kills a part whenever so many of them have
paid. In the end some pay unseen: no event is sent and nobody comes back. The verdict must name each of them, or it sees
nothing. Then the hour passes, the periodic jobs run, and the verdict must find nothing at all. Prints what it saw and
ends with 1 if anything is wrong.
"""

import argparse
import datetime as dt
import logging
import queue
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import django
import requests
from django.db import Error, close_old_connections, connection, transaction

from stageslot.embedded.processes import wait_until
from tests.chaos.payers import GIVE_UP_AFTER, Payer, Visit, plan
from tests.chaos.post_office import PostOffice
from tests.chaos.site import Site, a_site

PREY = ("web", "worker", "postgres")
PAYERS_PARTIES, PAYEES = 4, 4
TWO_COME, IN_A_HURRY = 0.1, 0.1
"""So many payments are paid by two people at a time; so many expire while people pay."""
SETTLED_WITHIN = 180.0


def main() -> int:
    options = _options()
    chance = random.Random(options.seed)
    print(f"seed {options.seed}: {options.checkouts} checkouts, {options.kills} kills", flush=True)
    with PostOffice() as post_office, a_site(post_office.port, has_money=True) as site:
        django.setup()
        logging.getLogger("stripe").setLevel(logging.WARNING)  # it tells of every request
        fill(site, options.dump)
        cookies, visits = _set_the_stage(options, chance)
        site.start_services()
        _connect_payees()
        killed = _pay_among_kills(site, cookies, visits, options.kills, chance)
        connection.close()  # PostgreSQL was killed under it
        unseen, overlooked = _pay_unseen(site, cookies[0], options.silent)
        let_an_hour_pass(site)
        from tests.chaos.money_verdict import wrongs

        found = overlooked + wrongs([*visits, *unseen])
        _tell(visits, killed, found)
    return 1 if found else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.money")
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--checkouts", type=int, default=1000)
    parser.add_argument("--payers", type=int, default=6, help="so many people pay at a time")
    parser.add_argument("--silent", type=int, default=5, help="so many pay in the end without our being told")
    parser.add_argument("--dump", type=Path, help="a migrated database to restore; without, a new one is migrated")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    return parser.parse_args()


def fill(site: Site, dump: Path | None) -> None:
    from django.core.management import call_command

    from tests.template import restore

    if dump:
        restore(dump, site.instance.remembered()["DATABASE_URL"])
    else:
        call_command("migrate", verbosity=0)


def _set_the_stage(options: argparse.Namespace, chance: random.Random) -> tuple[list[dict[str, str]], list[Visit]]:
    """Payers who have signed in, each by their cookies, and what they come to pay. Each may pay for every party."""
    from django.conf import settings
    from django.test import Client

    from accounts.models import SiteSettings
    from accounts.states import Role
    from tests.factories import MembershipFactory, PartyFactory, UserFactory

    SiteSettings.objects.get_or_create()
    parties, payees = PartyFactory.create_batch(PAYERS_PARTIES), PartyFactory.create_batch(PAYEES)
    cookies = []
    for user in UserFactory.create_batch(options.payers):
        for party in parties:
            MembershipFactory(user=user, party=party, role=Role.MANAGER)
        client = Client()
        client.force_login(user)
        cookies.append({settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value})
    visits: list[Visit] = []
    while len(visits) < options.checkouts:
        payment = _payment(chance.choice(parties), chance.choice(payees), chance)
        visits += [plan(chance, payment) for _ in range(2 if chance.random() < TWO_COME else 1)]
    return cookies, visits[: options.checkouts]


def _connect_payees() -> None:
    """Every other payee has an account, so their money is sent on. That of the others waits."""
    from payments.models import PayeeShare
    from tests.payments.scenes import connected

    for share in PayeeShare.objects.order_by("payee").distinct("payee").select_related("payee")[::2]:
        connected(share.payee)


def _payment(payer, payee, chance: random.Random, *, is_calm: bool = False) -> str:
    """A payment to one payee, with a fee; its id."""
    from django.utils.timezone import now

    from payments.actions import Share
    from tests.payments.scenes import owed

    amount = chance.randrange(100, 50_000)
    is_hurried = not is_calm and chance.random() < IN_A_HURRY
    expires_at = now() + dt.timedelta(seconds=chance.uniform(10, 200)) if is_hurried else None
    return str(owed(Share(payee, amount, amount // 7), payer=payer, expires_at=expires_at).pk)


def _pay_among_kills(
    site: Site, cookies: list[dict[str, str]], visits: list[Visit], kills: int, chance: random.Random
) -> Counter:
    """All visits, with a kill whenever as many have ended as their number and that of the kills tell; what was hit."""
    waiting: queue.SimpleQueue[Visit] = queue.SimpleQueue()
    for visit in visits:
        waiting.put(visit)
    payers = [Payer(address_of(site), cookie, waiting, _cancel) for cookie in cookies]
    for payer in payers:
        payer.start()
    killed: Counter = Counter()
    for number in range(kills):
        wanted = len(visits) * (number + 1) // (kills + 1)
        while sum(len(payer.done) for payer in payers) < wanted and any(payer.is_alive() for payer in payers):
            time.sleep(0.05)
        time.sleep(chance.uniform(0, 0.3))  # while some are in the middle of it
        killed[site.kill(PREY[number % len(PREY)], chance)] += 1
    for payer in payers:
        payer.join(timeout=3600)
        assert not payer.is_alive(), "somebody is still paying"
    assert wait_until(site.is_up, seconds=180, every=0.2), "the site did not come up again"
    return killed


def _cancel(payment_id: str) -> None:
    """Nobody has to pay any more, unless they have by now. Tries until PostgreSQL is there."""
    from payments.actions.locking import lock_payment
    from payments.actions.moving import move_payment
    from payments.states import PAYABLE, PaymentState

    deadline = time.monotonic() + GIVE_UP_AFTER
    while True:
        try:
            with transaction.atomic():
                payment = lock_payment(UUID(payment_id))
                if payment.state in PAYABLE:
                    move_payment(payment, PaymentState.CANCELLED)
                return
        except Error:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        finally:
            connection.close()  # this thread's


def _pay_unseen(site: Site, cookies: dict[str, str], number: int) -> tuple[list[Visit], list[str]]:
    """People pay, no event is sent, and nobody comes back: a control. The last one is too late, so their money has to
    go back. Returns their visits, and what the verdict overlooked."""
    from tests.chaos.money_verdict import wrongs
    from tests.factories import PartyFactory

    payer = _any_payer()
    visits = [Visit(_payment(payer, PartyFactory(), random.Random(0), is_calm=True)) for _ in range(number)]
    waiting: queue.SimpleQueue[Visit] = queue.SimpleQueue()
    for visit in visits:
        visit.is_returning, visit.is_too_late = False, visit is visits[-1]
        waiting.put(visit)
    ask_for_faults(site, events="lost")
    Payer(address_of(site), cookies, waiting, _cancel).run()
    seen = "\n".join(wrongs(visits))
    ask_for_faults(site, events="")
    must_be_seen = [visit for visit in visits if visit.paid_session or not visit.is_too_late]
    overlooked = [visit for visit in must_be_seen if f"payment {visit.payment} was taken" not in seen]
    return visits, [f"{visit} should be paid unseen, and the verdict overlooks it" for visit in overlooked]


def _any_payer():
    """A party that each of the payers leads."""
    from payments.models import Payment

    return Payment.objects.select_related("payer").latest("pk").payer


def let_an_hour_pass(site: Site, beside: Callable[[], object] = lambda: None) -> None:
    """The pages to pay on close, and the periodic jobs run on a clock that is an hour ahead until nothing waits; so
    does what is called `beside` them."""
    import time_machine
    from django.core.cache import cache

    from payments import periodic

    close_pages(site)
    deadline = time.monotonic() + SETTLED_WITHIN
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1), tick=True):
        while True:
            close_old_connections()
            cache.delete(periodic.SILENCE)
            periodic.reconcile()
            periodic.expire_payments()
            periodic.handle_waiting_events()
            periodic.carry_out_refunds()
            periodic.send_all_unsent()
            beside()
            if not _is_anything_waiting() or time.monotonic() > deadline:
                return
            time.sleep(1)


def close_pages(site: Site) -> None:
    """The stand-in has a clock of its own: what is open there ended a minute ago."""
    from payments.provider.client import asking

    with asking() as client:
        listed = client.v1.checkout.sessions.list({"limit": 100})
        still_open = [each.id for each in listed.auto_paging_iter() if each.status == "open"]
    for id in still_open:
        values = {"object": "checkout.session", "expires_at": int(time.time()) - 60}
        requests.post(f"{_money(site)}/objects/{id}", json=values, timeout=20).raise_for_status()


def _is_anything_waiting() -> bool:
    from payments.models import Attempt, Refund, WebhookEvent
    from payments.states import RUNNING, OutgoingState
    from tests.chaos.money_verdict import unsent_to_accounts

    return bool(unsent_to_accounts()) or (
        Attempt.objects.filter(state__in=sorted(RUNNING)).exists()
        or Refund.objects.filter(state=OutgoingState.BEGUN).exists()
        or WebhookEvent.objects.filter(handled_at=None).exists()
    )


def address_of(site: Site) -> str:
    return f"http://localhost:{site.ports.pages}"


def _money(site: Site) -> str:
    return f"http://localhost:{site.ports.test_money}"


def ask_for_faults(site: Site, **wanted: str) -> None:
    requests.post(f"{_money(site)}/faults", wanted, timeout=20).raise_for_status()


def _tell(visits: list[Visit], killed: Counter, found: list[str]) -> None:
    from payments.models import Attempt, Payment, Refund, Transfer, WebhookEvent

    print("killed:", dict(killed))
    print("paid:", sum(bool(visit.paid_session) for visit in visits), "left:", sum(visit.is_left for visit in visits))
    print("answers lost and asked for again:", sum(visit.lost for visit in visits))
    print("payments:", dict(Counter(Payment.objects.values_list("state", flat=True))))
    print("attempts:", dict(Counter(Attempt.objects.values_list("state", flat=True))))
    print("refunds:", Refund.objects.count(), "transfers:", Transfer.objects.count())
    print("events:", WebhookEvent.objects.count())
    print("wrong:", len(found))
    for wrong in found[:50]:
        print("  ", wrong)


if __name__ == "__main__":
    sys.exit(main())
