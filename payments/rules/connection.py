"""Whether there is a payment provider, and whether its money is real."""

from django.conf import settings

TEST_KEYS = ("sk_test_", "rk_test_")


def is_connected() -> bool:
    """Whether this site can take cards."""
    return bool(settings.STRIPE_SECRET_KEY)


def is_live() -> bool:
    """Whether what is paid now is real money. It is where no cards are taken, too: cash and bank transfers are real."""
    return not settings.TEST_MONEY and not settings.STRIPE_SECRET_KEY.startswith(TEST_KEYS)
