"""Pages of payments, and where the provider reports."""

from payments.views.events import stripe_event
from payments.views.money import money, money_csv
from payments.views.payments import (
    payment,
    payment_check,
    payment_panel,
    payment_pay,
    payment_returned,
    payment_stream_token,
)
from payments.views.receipts import receipt
from payments.views.refunds import refund

__all__ = [
    "money",
    "money_csv",
    "payment",
    "payment_check",
    "payment_panel",
    "payment_pay",
    "payment_returned",
    "payment_stream_token",
    "receipt",
    "refund",
    "stripe_event",
]
