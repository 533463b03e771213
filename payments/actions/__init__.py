"""Writes: payments, attempts to pay them, and entries of the ledger."""

from payments.actions.applying import Mismatch
from payments.actions.bank_details import remove_bank_details, set_bank_details
from payments.actions.checkouts import close_checkout, look_again, pay_by_card, refresh
from payments.actions.owing import Share, owe
from payments.actions.posting import Line, post
from payments.actions.refunds import carry_out_refund, left_to_refund, promise_refund

__all__ = [
    "Line",
    "Mismatch",
    "Share",
    "carry_out_refund",
    "close_checkout",
    "left_to_refund",
    "look_again",
    "owe",
    "pay_by_card",
    "post",
    "promise_refund",
    "refresh",
    "remove_bank_details",
    "set_bank_details",
]
