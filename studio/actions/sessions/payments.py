"""The payments of a session: the first, and those of its changes."""

from collections.abc import Collection
from uuid import UUID

from accounts.models import User
from payments.actions import left_to_refund, promise_refund
from payments.actions.locking import lock_payments
from payments.actions.moving import move_payment
from payments.actions.refunds import in_whole_steps
from payments.actions.sending import send_soon
from payments.states import PAID_AND_KEPT, PAYABLE, PaymentState, RefundReason
from studio.models import Session
from studio.queries.payments import payments_of


def no_longer_owed(payments: Collection[UUID], user: User | None) -> None:
    """Cancel those of these payments that are not paid. Assumes their session locked."""
    for payment in lock_payments(list(payments)) if payments else ():
        if payment.state in PAYABLE:
            move_payment(payment, PaymentState.CANCELLED, by=user)


def give_money_back(session: Session, amount_minor: int, user: User) -> None:
    """Refund an amount to the client, at most what was paid, from the latest payment to the first; the rest is sent to
    its payees. Assumes the session locked."""
    left = amount_minor
    for payment in reversed(lock_payments(payments_of(session))):
        if payment.state in PAID_AND_KEPT:
            amount = min(in_whole_steps(payment, max(left, 0)), left_to_refund(payment))
            if amount:
                promise_refund(
                    acting_user=user, payment_id=payment.pk, amount_minor=amount, reason=RefundReason.CANCELLED,
                    version=payment.version,
                )  # fmt: skip
            left -= amount
        send_soon(payment.pk)


def send_money(session: Session) -> None:
    """Send what was paid for a session to its payees."""
    for payment in payments_of(session):
        send_soon(payment)
