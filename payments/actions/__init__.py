"""Writes: payments and entries of the ledger."""

from payments.actions.owing import Share, owe
from payments.actions.posting import Line, post

__all__ = ["Line", "Share", "owe", "post"]
