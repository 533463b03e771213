"""Run by the Celery worker."""

from uuid import UUID

from celery import shared_task

from booking_payments import periodic
from payments.actions import close_checkout
from payments.models import Attempt
from payments.provider import ProviderDown
from payments.states import PAYABLE, RUNNING, Means


@shared_task
def tell_overdue() -> None:
    """Every ten minutes."""
    periodic.tell_overdue()


@shared_task(autoretry_for=(ProviderDown,), retry_backoff=5, max_retries=8)
def close_pages(payment_id: str) -> None:
    """Of a payment that is no longer owed: nobody is to pay it by a page that was open."""
    attempts = Attempt.objects.filter(payment=UUID(payment_id), means=Means.CARD, state__in=sorted(RUNNING))
    for attempt in attempts.exclude(payment__state__in=sorted(PAYABLE)):
        close_checkout(attempt_id=attempt.pk)
