"""Run by the Celery worker."""

from celery import shared_task

from studio import periodic


@shared_task
def follow_the_clock() -> None:
    """Every minute."""
    periodic.follow_the_clock()
