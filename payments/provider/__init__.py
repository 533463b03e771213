"""Stripe, through its SDK: the only place that speaks with it. Never called inside a transaction."""

from payments.provider.checkouts import Seen, begin_checkout, end_checkout, look
from payments.provider.client import (
    KeyTaken,
    ProviderDown,
    ProviderRefused,
    checkout_origin,
    is_connected,
    is_live,
)
from payments.provider.comparing import differences_at_provider
from payments.provider.events import NotGenuine, Told, read_event
from payments.provider.moving import give_back
from payments.provider.seeing import (
    Origin,
    SeenCharge,
    SeenDispute,
    SeenRefund,
    charges_since,
    disputes_since,
    find_origin,
    look_at_dispute,
    refunds_of,
    refunds_since,
)

__all__ = [
    "KeyTaken",
    "NotGenuine",
    "Origin",
    "ProviderDown",
    "ProviderRefused",
    "Seen",
    "SeenCharge",
    "SeenDispute",
    "SeenRefund",
    "Told",
    "begin_checkout",
    "charges_since",
    "checkout_origin",
    "differences_at_provider",
    "disputes_since",
    "end_checkout",
    "find_origin",
    "give_back",
    "is_connected",
    "is_live",
    "look",
    "look_at_dispute",
    "read_event",
    "refunds_of",
    "refunds_since",
]
