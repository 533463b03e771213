"""Payments, attempts to pay them, what leaves again, the ledger, and what the provider reports."""

from payments.models.accounts import PayoutAccount
from payments.models.attempts import Attempt, Refund, Transfer
from payments.models.disputes import Dispute
from payments.models.ledger import LedgerEntry, LedgerLine
from payments.models.outside import BankDetails, Denial, Reminder
from payments.models.payments import PayeeShare, Payment
from payments.models.webhooks import WebhookEvent

__all__ = [
    "Attempt",
    "BankDetails",
    "Denial",
    "Dispute",
    "LedgerEntry",
    "LedgerLine",
    "PayeeShare",
    "Payment",
    "PayoutAccount",
    "Refund",
    "Reminder",
    "Transfer",
    "WebhookEvent",
]
