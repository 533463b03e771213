"""Run by the Celery worker."""

from celery import shared_task

from payments.periodic import reminders


@shared_task
def remind() -> None:
    """Every quarter of an hour."""
    reminders.remind()
