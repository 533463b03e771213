"""Who may see payments, pay them and give their money back; the only loaders of payments."""

from payments.access.payments import (
    PaymentView,
    can_pay,
    can_refund,
    get_payment_for,
    payment_view,
    payment_views,
    shares_for,
)

__all__ = [
    "PaymentView",
    "can_pay",
    "can_refund",
    "get_payment_for",
    "payment_view",
    "payment_views",
    "shares_for",
]
