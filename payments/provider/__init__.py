"""Stripe, through its SDK: the only place that speaks with it. Never called inside a transaction."""

from payments.provider.accounts import (
    SeenAccount,
    SeenPayout,
    link_to_dashboard,
    link_to_onboarding,
    list_payouts,
    look_at_account,
    look_at_payout,
    make_account,
)
from payments.provider.checkouts import Seen, begin_checkout, end_checkout, look
from payments.provider.client import (
    KeyTaken,
    ProviderDown,
    ProviderRefused,
    accounts_origin,
    checkout_origin,
)
from payments.provider.comparing import differences_at_provider
from payments.provider.events import NotGenuine, Told, read_event
from payments.provider.moving import SeenReversal, give_back, reversals_of, send_on, take_back
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
from payments.rules import is_connected, is_live

__all__ = [
    "KeyTaken",
    "NotGenuine",
    "Origin",
    "ProviderDown",
    "ProviderRefused",
    "Seen",
    "SeenAccount",
    "SeenCharge",
    "SeenDispute",
    "SeenPayout",
    "SeenRefund",
    "SeenReversal",
    "Told",
    "accounts_origin",
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
    "link_to_dashboard",
    "link_to_onboarding",
    "list_payouts",
    "look",
    "look_at_account",
    "look_at_dispute",
    "look_at_payout",
    "make_account",
    "read_event",
    "refunds_of",
    "refunds_since",
    "reversals_of",
    "send_on",
    "take_back",
]
