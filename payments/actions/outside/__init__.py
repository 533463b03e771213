"""Payments outside the site: the payer marks them, the receiver confirms them, and the ledger has both."""

from payments.actions.outside.confirming import confirm_outside, deny_outside
from payments.actions.outside.giving_back import confirm_given_back
from payments.actions.outside.marking import mark_paid_outside, record_paid_outside, take_back_mark

__all__ = [
    "confirm_given_back",
    "confirm_outside",
    "deny_outside",
    "mark_paid_outside",
    "record_paid_outside",
    "take_back_mark",
]
