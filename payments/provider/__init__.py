"""Stripe, through its SDK: the only place that speaks with it. Never called inside a transaction."""

from payments.provider.checkouts import Seen, begin_checkout, end_checkout, look
from payments.provider.client import ProviderDown, ProviderRefused, is_connected, is_live
from payments.provider.moving import give_back

__all__ = [
    "ProviderDown",
    "ProviderRefused",
    "Seen",
    "begin_checkout",
    "end_checkout",
    "give_back",
    "is_connected",
    "is_live",
    "look",
]
