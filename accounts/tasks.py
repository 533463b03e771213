"""Run by the Celery worker."""

from celery import shared_task

from accounts import periodic


@shared_task
def nudge_due() -> None:
    """Every quarter of an hour: there are time zones that differ by as much."""
    periodic.nudge_due()
