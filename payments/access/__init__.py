"""Who may see, pay and refund a payment, and what each of them is told of it."""

from payments.access.payments import PaymentView, can_pay, can_refund, get_payment_for, payment_view

__all__ = ["PaymentView", "can_pay", "can_refund", "get_payment_for", "payment_view"]
