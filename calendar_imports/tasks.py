"""Run by the Celery worker."""

from celery import shared_task

from calendar_imports import periodic
from calendar_imports.actions import refreshing


@shared_task
def refresh_import(import_id: str) -> None:
    refreshing.refresh_import(import_id)


@shared_task
def reread_import(import_id: str) -> None:
    refreshing.reread_import(import_id)


@shared_task
def refresh_due_imports() -> None:
    periodic.refresh_due_imports()


@shared_task
def extend_imports() -> None:
    periodic.extend_imports()
