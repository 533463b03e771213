"""Pages of payments, and where the provider reports."""

from payments.views.bank import bank, bank_remove
from payments.views.events import stripe_event
from payments.views.money import money, money_csv
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
from payments.views.payouts import (
    payouts,
    payouts_change,
    payouts_change_stop,
    payouts_check,
    payouts_confirm,
    payouts_connect,
    payouts_continue,
    payouts_dashboard,
    payouts_return,
)
from payments.views.receipts import receipt
from payments.views.refunds import refund

__all__ = [
    "bank",
    "bank_remove",
    "money",
    "money_csv",
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
    "payouts",
    "payouts_change",
    "payouts_change_stop",
    "payouts_check",
    "payouts_confirm",
    "payouts_connect",
    "payouts_continue",
    "payouts_dashboard",
    "payouts_return",
    "receipt",
    "refund",
    "stripe_event",
]
