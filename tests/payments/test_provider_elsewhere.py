"""What we ask of Stripe, at our stand-in and at localstripe, which others made (https://pypi.org/project/localstripe/).

It knows payment intents, charges, refunds and signed events, and neither Checkout Sessions nor accounts, transfers or
disputes. So charges are made there by its own means. What is tested is how we see them, refund them and read events.
"""

import signal
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest
import requests
from django.core.cache import cache

from payments import provider
from payments.actions import carry_out_refund
from payments.models import Attempt, Payment, Refund
from payments.periodic import SILENCE
from payments.provider.client import _client
from payments.queries import balances, differences
from payments.states import Account, OutgoingState, PaymentState
from stageslot.embedded.loopback import HOST, choose_port
from stageslot.embedded.processes import stop_child, wait_until
from tests.payments.conftest import asked_by_the_site
from tests.payments.scenes import owed, paid, refund
from tests.test_money.conftest import SECRET
from tests.test_money.test_stand_in import open_session, pay

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy, pytest.mark.processes]
RUN = (
    "from aiohttp import web; from localstripe.server import app;"
    "web.run_app(app, host={host!r}, port={port}, shutdown_timeout=1)"
)
"""Its own command listens on every address of the machine."""


class Elsewhere(NamedTuple):
    """Where we ask; `charge` has somebody pay EUR 100 for an attempt, and tells the charge and the intent."""

    charge: Callable[[str], tuple[str, str]]


@pytest.fixture(scope="module")
def localstripe(tmp_path_factory):
    """Its address. It keeps its objects in memory and, beside that, in a file of /tmp that we never read."""
    port, log = choose_port(), tmp_path_factory.mktemp("localstripe") / "log"
    with log.open("w") as written:
        command = [sys.executable, "-c", RUN.format(host=HOST, port=port)]
        child = subprocess.Popen(command, stdout=written, stderr=subprocess.STDOUT)
    try:
        url = f"http://{HOST}:{port}"
        assert wait_until(lambda: child.poll() is not None or _answers(url), seconds=60, every=0.1)
        assert child.poll() is None, log.read_text()
        yield url
    finally:
        stop_child(child, ask_with=signal.SIGTERM, patience=10)


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/js.stripe.com/v3/", timeout=5).ok
    except requests.RequestException:
        return False


@pytest.fixture(params=["stand-in", "localstripe"])
def elsewhere(request, settings, receiver):
    """Both, one after the other, with `receiver` as the one that takes their events."""
    cache.delete(SILENCE)
    settings.STRIPE_WEBHOOK_SECRET = SECRET
    if request.param == "stand-in":
        for _url in asked_by_the_site(request.getfixturevalue("stand_in"), settings):
            yield Elsewhere(_charge_at_stand_in)
        return
    url = request.getfixturevalue("localstripe")
    requests.delete(f"{url}/_config/data", timeout=5).raise_for_status()
    hook = {"url": receiver.url, "secret": SECRET}
    requests.post(f"{url}/_config/webhooks/tests", json=hook, timeout=5).raise_for_status()
    for _url in asked_by_the_site(url, settings):
        yield Elsewhere(_charge_at_localstripe)


def _charge_at_stand_in(attempt: str) -> tuple[str, str]:
    about = {"attempt": attempt}
    session = open_session(_client(), metadata=about, payment_intent_data={"metadata": about})
    pay(session)
    expanded = {"expand": ["payment_intent"]}
    intent = _client().v1.checkout.sessions.retrieve(session.id, expanded).payment_intent
    return intent.latest_charge, intent.id


def _charge_at_localstripe(attempt: str) -> tuple[str, str]:
    """It does not write the metadata of an intent into its charge, so the two are made apart."""
    client, about = _client(), {"attempt": attempt}
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123"}
    method = client.v1.payment_methods.create({"type": "card", "card": card}).id
    what = {"amount": 10_000, "currency": "eur", "metadata": about}
    charge = client.v1.charges.create(what | {"source": method})
    intent = client.v1.payment_intents.create(what | {"payment_method": method, "confirm": True})
    return charge.id, intent.id


@pytest.fixture
def attempt(elsewhere) -> Attempt:
    """A payment of EUR 100, and its money at the provider."""
    attempt = paid(owed())
    charge, intent = elsewhere.charge(str(attempt.pk))
    Attempt.objects.filter(pk=attempt.pk).update(charge_id=charge, intent_id=intent)
    attempt.refresh_from_db()
    return attempt


def charge_of(attempt: Attempt) -> provider.SeenCharge:
    [seen] = [one for one in provider.charges_since(None) if one.id == attempt.charge_id]
    return seen


def test_a_charge_is_seen_with_its_attempt_amount_and_costs(attempt):
    seen = charge_of(attempt)
    assert (seen.attempt, seen.amount_minor, seen.currency) == (str(attempt.pk), 10_000, "EUR")
    assert (seen.is_paid, seen.livemode, seen.refunded_minor) == (True, False, 0)
    assert seen.costs_minor is not None


def test_charge_intent_and_refund_name_the_attempt(attempt):
    made = provider.give_back(refund(attempt, 1_000))
    assert provider.find_origin(attempt.charge_id) == (str(attempt.pk), attempt.charge_id)
    assert provider.find_origin(attempt.intent_id).attempt == str(attempt.pk)
    assert provider.find_origin(made.id) == (str(attempt.pk), attempt.charge_id)


def test_a_refund_is_made_once_however_often_it_is_asked_for(attempt):
    given = refund(attempt, 2_500)
    first, second = provider.give_back(given), provider.give_back(given)
    assert (first.id, first.named, first.state) == (second.id, str(given.pk), OutgoingState.DONE)
    assert [(one.id, one.amount_minor, one.currency) for one in provider.refunds_of(attempt.charge_id)] == [
        (first.id, 2_500, "EUR")
    ]
    assert [one.id for one in provider.refunds_since(None)] == [first.id]
    assert charge_of(attempt).refunded_minor == 2_500


def test_a_refund_is_carried_out_and_entered(attempt):
    given = refund(attempt, 2_500)
    assert carry_out_refund(refund_id=given.pk).state == OutgoingState.DONE
    carry_out_refund(refund_id=given.pk)
    assert Payment.objects.get().state == PaymentState.PARTLY_REFUNDED
    payee = attempt.payment.shares.get().payee
    assert balances(payee, livemode=False)[Account.PAYEE, "EUR"] == -(8_500 - 2_125)
    assert not differences()
    assert [one.id for one in provider.refunds_of(attempt.charge_id)] == [Refund.objects.get().provider_id]


@pytest.mark.parametrize("id", ["ch_unknown", "pi_unknown", "re_unknown"])
def test_what_it_does_not_know_is_refused(elsewhere, id):
    with pytest.raises(provider.ProviderRefused):
        provider.find_origin(id)


def test_a_charge_that_it_does_not_know_cannot_be_refunded(elsewhere):
    attempt = paid(owed())
    Attempt.objects.filter(pk=attempt.pk).update(charge_id="ch_unknown")
    given = refund(attempt, 2_500)
    assert carry_out_refund(refund_id=given.pk).state == OutgoingState.FAILED
    assert not differences()


def test_its_events_are_genuine_and_tell_what_they_are_about(attempt, receiver):
    receiver.kinds("payment_intent.succeeded")
    told = [provider.read_event(body, signature) for body, signature in receiver.signed]
    [event] = [one for one in told if one.kind == "payment_intent.succeeded"]
    assert (event.object_id, event.account, event.livemode) == (attempt.intent_id, "", False)
    body, signature = receiver.signed[0]
    with pytest.raises(provider.NotGenuine):
        provider.read_event(body.replace(b"evt_", b"evt_x"), signature)
