"""Run by the Celery worker."""

from celery import shared_task

from . import periodic


@shared_task
def sweep_requests() -> None:
    periodic.sweep_requests()
