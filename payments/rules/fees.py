"""Fees and card costs, from the settings: the one place that knows them. Amounts in minor units of their currency."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from payments.states import Trade
from web.money import currency_digits, format_amount, format_percent
from web.shares import by_weight


class Terms(NamedTuple):
    """A part in basis points (1500 is 15 %), and at least so much, by currency."""

    basis_points: int
    minimum: Mapping[str, str]

    def of(self, amount_minor: int, currency: str) -> int:
        """The part of an amount; never more than all of it."""
        part = _rounded(Decimal(amount_minor) * self.basis_points / 10_000)
        return min(amount_minor, max(part, _minor(self.minimum.get(currency, "0"), currency)))


def terms_of(trade: Trade) -> Terms:
    """What the platform keeps of payments for a gig or a studio session."""
    name = Trade(trade).name
    percent, minimum = getattr(settings, f"{name}_FEE_PERCENT"), getattr(settings, f"{name}_FEE_MINIMUM")
    return Terms(_basis_points(percent), minimum)


def fee_of(trade: Trade, amount_minor: int, currency: str) -> int:
    """What the platform keeps of an amount."""
    return terms_of(trade).of(amount_minor, currency)


def fees_of(trade: Trade, amounts_minor: Sequence[int], currency: str) -> list[int]:
    """The fee of the total, by largest remainder among several payees: what each of them pays, in their order."""
    return by_weight(fee_of(trade, sum(amounts_minor), currency), amounts_minor)


def payees_bear_costs() -> bool:
    """Whether card costs are taken off what payees get."""
    return not settings.PLATFORM_BEARS_CARD_COSTS


def estimated_costs(amount_minor: int, currency: str) -> int:
    """About what Stripe keeps of a payment by card. What it did keep is known once it is paid."""
    part = _rounded(Decimal(amount_minor) * _basis_points(settings.CARD_COSTS_PERCENT) / 10_000)
    return min(amount_minor, part + _minor(settings.CARD_COSTS_FIXED.get(currency, "0"), currency))


def card_costs_in_words(currency: str) -> str:
    """The estimate as people read it: "1.5% + €0.25"."""
    percent = format_percent(_basis_points(settings.CARD_COSTS_PERCENT))
    fixed = _minor(settings.CARD_COSTS_FIXED.get(currency, "0"), currency)
    if not fixed:
        return percent
    return _("%(percent)s + %(amount)s") % {"percent": percent, "amount": format_amount(fixed, currency)}


def _basis_points(percent: str) -> int:
    return int(Decimal(percent) * 100)


def _minor(amount: str, currency: str) -> int:
    return _rounded(Decimal(amount).scaleb(currency_digits(currency)))


def _rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
