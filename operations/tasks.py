"""Run by the Celery worker."""

from celery import shared_task

from web import pulses


@shared_task
def pulse(part: str) -> None:
    """Every ten seconds by each queue: shows that its worker finishes tasks."""
    pulses.mark(part)
