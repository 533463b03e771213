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
from payments.provider.client import ProviderDown, ProviderRefused
from payments.provider.moving import SeenReversal, give_back, reversals_of, send_on, take_back
from payments.rules import is_connected, is_live

__all__ = [
    "ProviderDown",
    "ProviderRefused",
    "Seen",
    "SeenAccount",
    "SeenPayout",
    "SeenReversal",
    "begin_checkout",
    "end_checkout",
    "give_back",
    "is_connected",
    "is_live",
    "link_to_dashboard",
    "link_to_onboarding",
    "list_payouts",
    "look",
    "look_at_account",
    "look_at_payout",
    "make_account",
    "reversals_of",
    "send_on",
    "take_back",
]
