"""Locks of payments, after what is paid for."""

from collections.abc import Collection
from uuid import UUID

from payments.hooks import lock_subject
from payments.models import Attempt, Payment


def lock_payment(payment_id: UUID) -> Payment:
    """The payment, locked and read again, and before it what it is for. Raises Payment.DoesNotExist."""
    lock_subject([payment_id])
    return Payment.objects.select_for_update(no_key=True).get(pk=payment_id)


def lock_payments(payment_ids: Collection[UUID]) -> list[Payment]:
    """Several payments in the order of their ids, locked and read again, and before them what they are for."""
    lock_subject(payment_ids)
    return list(Payment.objects.select_for_update(no_key=True).filter(pk__in=payment_ids).order_by("pk"))


def lock_attempt(attempt_id: UUID) -> tuple[Payment, Attempt]:
    """An attempt and its payment, locked in that order: the payment first."""
    payment = lock_payment(Attempt.objects.values_list("payment", flat=True).get(pk=attempt_id))
    return payment, Attempt.objects.select_for_update(no_key=True).get(pk=attempt_id)
