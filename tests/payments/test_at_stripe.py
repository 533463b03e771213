"""At Stripe itself, in its test mode: STRIPE_TEST_KEY=sk_test_... bin/test tests/payments -k at_stripe

Skipped without a key. Makes objects that stay in the test data of that key's account, apart from the account that it
deletes again. Nobody pays, as that takes a browser.
"""

import datetime as dt
import os

import pytest
from django.utils.timezone import now

from payments import provider
from payments.models import Attempt
from payments.provider.client import _client, asking
from payments.states import AttemptState, Means
from tests.factories import PartyFactory
from tests.payments.scenes import account_of, owed

KEY = os.environ.get("STRIPE_TEST_KEY", "")
BACK = "https://example.org/back/"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.heavy,
    pytest.mark.skipif(not KEY, reason="STRIPE_TEST_KEY is not set"),
]


@pytest.fixture(autouse=True)
def stripe_itself(settings):
    settings.TEST_MONEY, settings.STRIPE_SECRET_KEY = False, KEY
    assert not provider.is_live(), "STRIPE_TEST_KEY must be a key of Stripe's test mode"
    _client.cache_clear()
    yield
    _client.cache_clear()


def test_at_stripe_a_checkout_is_opened_looked_at_and_closed():
    payment = owed()
    attempt = Attempt.objects.create(payment=payment, means=Means.CARD, expires_at=now() + dt.timedelta(minutes=31))
    texts = {"name": "Deposit", "success_url": BACK, "cancel_url": BACK, "language": "de"}

    opened = provider.begin_checkout(attempt, payment, **texts)
    again = provider.begin_checkout(attempt, payment, **texts)
    assert (opened.state, opened.checkout_id) == (AttemptState.OPEN, again.checkout_id)
    assert opened.url.startswith(provider.checkout_origin())
    assert (opened.amount_minor, opened.currency, opened.livemode) == (10_000, "EUR", False)
    assert provider.look(attempt) == opened, "it is found although its answer got lost"

    closed = provider.end_checkout(attempt)
    assert closed is not None
    assert (closed.state, closed.checkout_id) == (AttemptState.EXPIRED, opened.checkout_id)


def test_at_stripe_an_account_is_made_once_and_led_to_its_onboarding():
    account = account_of(PartyFactory())
    made = provider.make_account(account, email="payee@example.org")
    try:
        assert provider.make_account(account, email="payee@example.org").provider_id == made.provider_id
        assert (made.transfers_enabled, made.details_submitted, bool(made.requirements)) == (False, False, True)
        link = provider.link_to_onboarding(made.provider_id, return_url=BACK, refresh_url=BACK)
        assert link.startswith(provider.accounts_origin())
        assert provider.look_at_account(made.provider_id).requirements
    finally:
        with asking() as client:
            client.v1.accounts.delete(made.provider_id)


def test_at_stripe_lists_are_read_as_ours_are():
    """Whatever that account holds: each list that the reconciliation reads can be read."""
    since = now() - dt.timedelta(days=1)
    for listed in (provider.charges_since(since), provider.refunds_since(since), provider.disputes_since(since)):
        assert all(one.id for one in listed)
