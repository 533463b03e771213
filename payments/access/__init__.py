"""Who may see, pay and refund a payment, say that money went past the site, and what each of them is told of it."""

from payments.access.outside import leads_payee, leads_payer, payee_of, require_payee, require_payer
from payments.access.payments import PaymentView, can_pay, can_refund, get_payment_for, payment_view

__all__ = [
    "PaymentView",
    "can_pay",
    "can_refund",
    "get_payment_for",
    "leads_payee",
    "leads_payer",
    "payee_of",
    "payment_view",
    "require_payee",
    "require_payer",
]
