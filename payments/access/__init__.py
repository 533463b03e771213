"""Who may see, pay and refund a payment, say that money went outside the site, and what each of them is told of it."""

from payments.access.facts import PaymentFacts, payment_facts, payments_of
from payments.access.outside import leads_payee, leads_payer, payee_of, require_payee, require_payer
from payments.access.payments import PaymentView, can_pay, can_refund, get_payment_for, payment_view
from payments.access.payouts import can_change_account, get_payout_account_of

__all__ = [
    "PaymentFacts",
    "PaymentView",
    "can_change_account",
    "can_pay",
    "can_refund",
    "get_payment_for",
    "get_payout_account_of",
    "leads_payee",
    "leads_payer",
    "payee_of",
    "payment_facts",
    "payment_view",
    "payments_of",
    "require_payee",
    "require_payer",
]
