"""Whether there is a payment provider, and whether its money is real."""

from django.conf import settings


def is_connected() -> bool:
    """Whether this site can take cards."""
    return bool(settings.STRIPE_SECRET_KEY)


def is_live() -> bool:
    """Whether what is owed now is real money: not with the stand-in, nor with a key of Stripe's test mode."""
    return not settings.TEST_MONEY and "_test_" not in settings.STRIPE_SECRET_KEY
