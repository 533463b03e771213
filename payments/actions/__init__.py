"""Writes: payments, attempts to pay them, and entries of the ledger."""

from payments.actions.applying import Mismatch
from payments.actions.checkouts import close_checkout, pay_by_card, refresh
from payments.actions.owing import Share, owe
from payments.actions.posting import Line, post

__all__ = ["Line", "Mismatch", "Share", "close_checkout", "owe", "pay_by_card", "post", "refresh"]
