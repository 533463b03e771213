"""Who may see, pay and refund a payment, and what each of them is told of it."""

from payments.access.facts import PaymentFacts, payment_facts, payments_of
from payments.access.payments import PaymentView, can_pay, can_refund, get_payment_for, payment_view

__all__ = [
    "PaymentFacts",
    "PaymentView",
    "can_pay",
    "can_refund",
    "get_payment_for",
    "payment_facts",
    "payment_view",
    "payments_of",
]
