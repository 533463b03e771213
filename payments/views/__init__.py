"""What requests about payments start."""

from payments.views.bank import bank, bank_remove
from payments.views.outside import (
    outside,
    outside_confirm,
    outside_deny,
    outside_mark,
    outside_record,
    outside_refund_confirm,
    outside_take_back,
)

__all__ = [
    "bank",
    "bank_remove",
    "outside",
    "outside_confirm",
    "outside_deny",
    "outside_mark",
    "outside_record",
    "outside_refund_confirm",
    "outside_take_back",
]
