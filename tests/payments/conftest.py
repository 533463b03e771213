"""The stand-in for Stripe, as the site's payment provider."""

import pytest

from payments.provider.client import _client
from tests.test_money.conftest import receiver, stand_in

__all__ = ["receiver", "stand_in"]


@pytest.fixture
def stripe_site(stand_in, settings):
    """Where the site asks for money now: the address of a running stand-in."""
    settings.TEST_MONEY, settings.TEST_MONEY_URL, settings.STRIPE_SECRET_KEY = True, stand_in, "sk_test_x"
    _client.cache_clear()
    yield stand_in
    _client.cache_clear()
