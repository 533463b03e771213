"""Run by the Celery worker."""

from celery import shared_task

from notifications import periodic
from notifications.actions import deliver_mail_by, one_connection, send_posted


@shared_task
def deliver(notification_ids: list[str]) -> None:
    """Send the mails of these notifications over one connection, each in its own transaction."""
    with one_connection() as post:
        for notification_id in notification_ids:
            deliver_mail_by(post, notification_id=notification_id)


# A code is good for minutes: two of them are spent on trying again, ever more slowly.
@shared_task(autoretry_for=(Exception,), max_retries=6, retry_backoff=2, retry_backoff_max=60, retry_jitter=False)
def post(**mail: str) -> None:
    """Send a mail that was written already."""
    send_posted(**mail)


@shared_task
def sweep_outbox() -> None:
    """Every minute."""
    periodic.sweep_outbox()


@shared_task
def drop_old_mails() -> None:
    periodic.drop_old_mails()
