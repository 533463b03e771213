"""Amounts as the provider counts them. Everything else on the site counts in minor units of ISO 4217.

Stripe's list (https://docs.stripe.com/currencies#zero-decimal): some currencies it counts whole, all others in
hundredths or thousandths. ISK and UGX have no minor unit any more, and are counted in hundredths all the same; of
currencies in thousandths the last digit must be 0.
"""

from web.money import currency_digits

WHOLE = {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"}
THOUSANDTHS = {"BHD", "JOD", "KWD", "OMR", "TND"}
LAST_DIGIT = 10


class NotPayable(ValueError):
    """The provider cannot take exactly this amount."""


def at_provider(amount_minor: int, currency: str) -> int:
    """Minor units of ISO 4217 as the provider counts them. Raises NotPayable for what it cannot take exactly."""
    counted, rest = divmod(amount_minor * 10 ** _digits(currency), 10 ** currency_digits(currency))
    if rest or (currency in THOUSANDTHS and counted % LAST_DIGIT):
        raise NotPayable(f"{amount_minor} {currency}")
    return counted


def from_provider(counted: int, currency: str) -> int:
    """What the provider counted, in minor units of ISO 4217. Raises NotPayable for a part of a minor unit."""
    amount, rest = divmod(counted * 10 ** currency_digits(currency), 10 ** _digits(currency))
    if rest:
        raise NotPayable(f"{counted} of the provider's units of {currency}")
    return amount


def smallest_step(currency: str) -> int:
    """The smallest amount that the provider can take, in minor units of ISO 4217; it takes multiples of it alone."""
    finer = 10 ** max(0, currency_digits(currency) - _digits(currency))
    return finer * LAST_DIGIT if currency in THOUSANDTHS else finer


def _digits(currency: str) -> int:
    if currency in WHOLE:
        return 0
    return 3 if currency in THOUSANDTHS else 2
