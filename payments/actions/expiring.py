"""Payments that something waits for, and that were not paid in time.

The page to pay on is closed first. What is paid for is kept until the provider says what became of that page, and for
two minutes at most.
"""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from payments.actions.checkouts import close_checkout, is_stale
from payments.actions.locking import lock_payment
from payments.actions.moving import move_payment
from payments.models import Attempt, Payment
from payments.rules import LONGEST_WAIT
from payments.states import PAYABLE, RUNNING, AttemptState, Means, PaymentState


def expire_payment(*, payment_id: UUID) -> Payment:
    """Close the page of a payment whose time is over, and expire it unless somebody has paid. Raises ProviderDown."""
    payment = Payment.objects.get(pk=payment_id)
    running = payment.attempts.filter(state__in=RUNNING, means=Means.CARD).first()
    if _is_over(payment) and running and not _is_being_opened(running):
        close_checkout(attempt_id=running.pk)
    return expire_unasked(payment_id=payment_id)


def _is_being_opened(attempt: Attempt) -> bool:
    return attempt.state == AttemptState.BEGUN and not is_stale(attempt)


@transaction.atomic
def expire_unasked(*, payment_id: UUID) -> Payment:
    """Expire a payment whose time is over and that nobody can be paying: it has no page, or LONGEST_WAIT is over, and
    the provider has not answered. Who has paid all the same is late."""
    payment = lock_payment(payment_id)
    waits = payment.attempts.filter(state__in=RUNNING).exists()
    if _is_over(payment, LONGEST_WAIT if waits else dt.timedelta()):
        move_payment(payment, PaymentState.EXPIRED)
    return payment


def _is_over(payment: Payment, wait: dt.timedelta = dt.timedelta()) -> bool:
    at = payment.expires_at
    return payment.state in PAYABLE and at is not None and at + wait <= now()


def close_abandoned(*, attempt_id: UUID) -> None:
    """Close the page of a payment that nobody may pay any more. Raises ProviderDown."""
    attempt = Attempt.objects.select_related("payment").get(pk=attempt_id)
    if attempt.payment.state not in PAYABLE and not _is_being_opened(attempt):
        close_checkout(attempt_id=attempt_id)
