"""Payments, attempts to pay them, what leaves again, the ledger, and what the provider reports."""

from payments.models.accounts import Payout, PayoutAccount
from payments.models.attempts import Attempt, Refund, Reversal, Transfer, Wait
from payments.models.ledger import LedgerEntry, LedgerLine
from payments.models.payments import PayeeShare, Payment
from payments.models.webhooks import WebhookEvent

__all__ = [
    "Attempt",
    "LedgerEntry",
    "LedgerLine",
    "PayeeShare",
    "Payment",
    "Payout",
    "PayoutAccount",
    "Refund",
    "Reversal",
    "Transfer",
    "Wait",
    "WebhookEvent",
]
