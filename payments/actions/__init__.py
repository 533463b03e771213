"""Writes: payments, attempts to pay them, and entries of the ledger."""

from payments.actions.accounts import (
    ask_account_change,
    connect_account,
    open_onboarding,
    refresh_account,
    stop_account_change,
)
from payments.actions.applying import Mismatch
from payments.actions.bank_details import remove_bank_details, set_bank_details
from payments.actions.checkouts import close_checkout, look_again, pay_by_card, refresh
from payments.actions.disputes import apply_dispute
from payments.actions.events import HANDLERS, handle_event, store_event
from payments.actions.expiring import close_abandoned, expire_payment, expire_unasked
from payments.actions.forgetting import forget_bank_details, forget_events
from payments.actions.given_back import apply_refund
from payments.actions.origins import Unsettled
from payments.actions.owing import Share, change_due, owe
from payments.actions.payees import send_to_payees
from payments.actions.payouts import refresh_payouts
from payments.actions.posting import Line, post
from payments.actions.reconciling import check_attempt, find_unreported
from payments.actions.refunds import carry_out_refund, left_to_refund, promise_refund
from payments.actions.transfers import begin_transfer, carry_out_transfer

__all__ = [
    "HANDLERS",
    "Line",
    "Mismatch",
    "Share",
    "Unsettled",
    "apply_dispute",
    "apply_refund",
    "ask_account_change",
    "begin_transfer",
    "carry_out_refund",
    "carry_out_transfer",
    "change_due",
    "check_attempt",
    "close_abandoned",
    "close_checkout",
    "connect_account",
    "expire_payment",
    "expire_unasked",
    "find_unreported",
    "forget_bank_details",
    "forget_events",
    "handle_event",
    "left_to_refund",
    "look_again",
    "open_onboarding",
    "owe",
    "pay_by_card",
    "post",
    "promise_refund",
    "refresh",
    "refresh_account",
    "refresh_payouts",
    "remove_bank_details",
    "send_to_payees",
    "set_bank_details",
    "stop_account_change",
    "store_event",
]
