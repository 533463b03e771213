"""Writes: payments, attempts to pay them, and entries of the ledger."""

from payments.actions.accounts import (
    ask_account_change,
    connect_account,
    open_onboarding,
    refresh_account,
    stop_account_change,
)
from payments.actions.applying import Mismatch
from payments.actions.checkouts import close_checkout, pay_by_card, refresh
from payments.actions.owing import Share, owe
from payments.actions.payouts import refresh_payouts
from payments.actions.posting import Line, post
from payments.actions.refunds import carry_out_refund, left_to_refund, promise_refund
from payments.actions.transfers import begin_transfer, carry_out_transfer, send_to_payees

__all__ = [
    "Line",
    "Mismatch",
    "Share",
    "ask_account_change",
    "begin_transfer",
    "carry_out_refund",
    "carry_out_transfer",
    "close_checkout",
    "connect_account",
    "left_to_refund",
    "open_onboarding",
    "owe",
    "pay_by_card",
    "post",
    "promise_refund",
    "refresh",
    "refresh_account",
    "refresh_payouts",
    "send_to_payees",
    "stop_account_change",
]
