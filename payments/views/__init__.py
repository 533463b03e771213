"""Pages of payments, and where the provider reports."""

from payments.views.bank import bank, bank_remove
from payments.views.events import stripe_event
from payments.views.outside import (
    outside_confirm,
    outside_deny,
    outside_mark,
    outside_record,
    outside_refund_confirm,
    outside_take_back,
)
from payments.views.payments import (
    payment,
    payment_check,
    payment_panel,
    payment_pay,
    payment_returned,
    payment_stream_token,
)

__all__ = [
    "bank",
    "bank_remove",
    "outside_confirm",
    "outside_deny",
    "outside_mark",
    "outside_record",
    "outside_refund_confirm",
    "outside_take_back",
    "payment",
    "payment_check",
    "payment_panel",
    "payment_pay",
    "payment_returned",
    "payment_stream_token",
    "stripe_event",
]
