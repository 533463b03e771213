"""Run by the Celery worker."""

from celery import shared_task

from discovery import periodic


@shared_task
def look_again_at_due() -> None:
    """Every five minutes: searches that somebody keeps."""
    periodic.look_again_at_due()
