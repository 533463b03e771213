"""Run by the Celery worker."""

from celery import Task, shared_task

from calendar_imports import periodic
from calendar_imports.actions import refreshing
from web.sandbox.turns import NoTurn

NEXT_TURN_SECONDS = 5


@shared_task(bind=True, max_retries=None)
def refresh_import(self: Task, import_id: str) -> None:
    try:
        refreshing.refresh_import(import_id)
    except NoTurn:
        raise self.retry(countdown=NEXT_TURN_SECONDS) from None


@shared_task(bind=True, max_retries=None)
def reread_import(self: Task, import_id: str) -> None:
    try:
        refreshing.reread_import(import_id)
    except NoTurn:
        raise self.retry(countdown=NEXT_TURN_SECONDS) from None


@shared_task
def refresh_due_imports() -> None:
    periodic.refresh_due_imports()


@shared_task
def extend_imports() -> None:
    periodic.extend_imports()
