"""Run by the Celery worker."""

from celery import shared_task

from notifications import periodic
from notifications.actions import deliver_mail
from stageslot import pulses


@shared_task
def deliver(notification_ids: list[str]) -> None:
    """Send the mails of these notifications, each in its own transaction."""
    for notification_id in notification_ids:
        deliver_mail(notification_id=notification_id)


@shared_task
def sweep_outbox() -> None:
    """Every minute. That it ran also shows that the clock and the worker are alive."""
    pulses.mark("clock")
    periodic.sweep_outbox()
