"""Run by the Celery worker."""

from celery import shared_task

from bands import periodic


@shared_task
def count_visits() -> None:
    periodic.count_visits()
