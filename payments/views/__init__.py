"""Pages of payments, and where the provider reports."""

from payments.views.events import stripe_event
from payments.views.payments import (
    payment,
    payment_check,
    payment_panel,
    payment_pay,
    payment_returned,
    payment_stream_token,
)

__all__ = [
    "payment",
    "payment_check",
    "payment_panel",
    "payment_pay",
    "payment_returned",
    "payment_stream_token",
    "stripe_event",
]
