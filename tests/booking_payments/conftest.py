"""The stand-in for Stripe, as the site's payment provider."""

from tests.payments.conftest import receiver, stand_in, stripe_site

__all__ = ["receiver", "stand_in", "stripe_site"]
