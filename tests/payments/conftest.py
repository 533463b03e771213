"""The stand-in for Stripe, as the site's payment provider."""

import pytest
from django.core.cache import cache

from payments.periodic import SILENCE
from payments.provider.client import _client
from tests.test_money.conftest import SECRET, receiver, running, stand_in

__all__ = ["receiver", "stand_in"]


@pytest.fixture
def stripe_site(stand_in, settings):
    """Where the site asks for money now: the address of a running stand-in.

    The platform bears what cards cost here, so that amounts are round: `test_sending` is about payees who bear it.
    """
    settings.PLATFORM_BEARS_CARD_COSTS = True
    yield from asked_by_the_site(stand_in, settings)


@pytest.fixture
def reporting_site(live_server, tmp_path, settings):
    """The site over HTTP, and a stand-in that it asks, and that sends its events to it."""
    settings.PLATFORM_BEARS_CARD_COSTS = True
    settings.STRIPE_WEBHOOK_SECRET = SECRET
    with running(tmp_path / "money.sqlite3", f"{live_server.url}/payments/events/stripe/") as url:
        yield from asked_by_the_site(url, settings)


def asked_by_the_site(url, settings):
    settings.TEST_MONEY, settings.TEST_MONEY_URL, settings.STRIPE_SECRET_KEY = True, url, "sk_test_x"
    _client.cache_clear()
    cache.delete(SILENCE)
    yield url
    _client.cache_clear()
