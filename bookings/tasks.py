"""Run by the Celery worker."""

from celery import shared_task

from bookings import periodic


@shared_task
def complete_past() -> None:
    """Every ten minutes."""
    periodic.complete_past()


@shared_task
def expire_pending() -> None:
    """Every minute: an honest answer does not wait."""
    periodic.expire_pending()


@shared_task
def tell_contradictions() -> None:
    """Every five minutes, as imported calendars are read."""
    periodic.tell_contradictions()
