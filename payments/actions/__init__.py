"""Writes: payments, attempts to pay them, and entries of the ledger."""

from payments.actions.applying import Mismatch
from payments.actions.checkouts import close_checkout, pay_by_card, refresh
from payments.actions.owing import Share, change_due, owe
from payments.actions.posting import Line, post
from payments.actions.refunds import carry_out_refund, left_to_refund, promise_refund

__all__ = [
    "Line",
    "Mismatch",
    "Share",
    "carry_out_refund",
    "change_due",
    "close_checkout",
    "left_to_refund",
    "owe",
    "pay_by_card",
    "post",
    "promise_refund",
    "refresh",
]
