"""Run by the Celery worker."""

from celery import shared_task

from booking_payments import periodic


@shared_task
def tell_overdue() -> None:
    """Every ten minutes."""
    periodic.tell_overdue()
