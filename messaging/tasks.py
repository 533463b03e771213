"""Run by the Celery worker."""

from celery import shared_task

from messaging import periodic


@shared_task
def mail_all_unread() -> None:
    """Every minute."""
    periodic.mail_all_unread()
