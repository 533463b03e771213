"""Run by the Celery worker."""

from celery import shared_task

from notifications import periodic
from notifications.actions import deliver_mail, send_posted
from web import pulses


@shared_task
def deliver(notification_ids: list[str]) -> None:
    """Send the mails of these notifications, each in its own transaction."""
    for notification_id in notification_ids:
        deliver_mail(notification_id=notification_id)


# A code is good for minutes: two of them are spent on trying again, ever more slowly.
@shared_task(autoretry_for=(Exception,), max_retries=6, retry_backoff=2, retry_backoff_max=60, retry_jitter=False)
def post(**mail: str) -> None:
    """Send a mail that was written already."""
    send_posted(**mail)


@shared_task
def sweep_outbox() -> None:
    """Every minute. That it ran also shows that the clock and the worker are alive."""
    pulses.mark("clock")
    periodic.sweep_outbox()
