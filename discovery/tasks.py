"""Run by the Celery worker."""

from celery import shared_task

from discovery import periodic


@shared_task
def look_again_at_due() -> None:
    """Every five minutes: searches that somebody keeps."""
    periodic.look_again_at_due()


@shared_task
def make_listings_right() -> None:
    """Every night: rows of parties that changed together with what they hang on."""
    periodic.make_listings_right()
