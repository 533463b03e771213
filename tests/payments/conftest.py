"""The stand-in for Stripe, as the site's payment provider."""

import pytest

from payments.provider.client import _client
from tests.test_money.conftest import receiver, site

__all__ = ["receiver", "site"]


@pytest.fixture
def stripe_site(site, settings):
    """Where the site asks for money now: the address of a running stand-in."""
    settings.TEST_MONEY, settings.TEST_MONEY_URL, settings.STRIPE_SECRET_KEY = True, site, "sk_test_x"
    _client.cache_clear()
    yield site
    _client.cache_clear()
