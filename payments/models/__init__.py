"""Payments, attempts to pay them, what leaves again, the ledger, and what the provider reports."""

from payments.models.accounts import Payout, PayoutAccount
from payments.models.attempts import Attempt, Refund, Reversal, Transfer, Wait
from payments.models.decisions import StaffDecision
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
    "Payout",
    "PayoutAccount",
    "Refund",
    "Reminder",
    "Reversal",
    "StaffDecision",
    "Transfer",
    "Wait",
    "WebhookEvent",
]
