"""Run by the Celery worker."""

from celery import shared_task

from reviews import periodic


@shared_task
def reveal_due() -> None:
    """Every ten minutes."""
    periodic.reveal_due()
