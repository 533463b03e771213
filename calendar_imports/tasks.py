"""Run by the Celery worker."""

import random

from celery import Task, shared_task

from calendar_imports import periodic
from calendar_imports.actions import refreshing
from web.sandbox.turns import NoTurn

NEXT_TURN_SECONDS, LONGEST_PAUSE_SECONDS = 5, 60


def _pause(task: Task) -> float:
    """Seconds until the next try, longer each time and never the same: hundreds may be due at once."""
    return min(NEXT_TURN_SECONDS * 2**task.request.retries, LONGEST_PAUSE_SECONDS) * random.uniform(0.5, 1)  # noqa: S311


@shared_task(bind=True, max_retries=None)
def refresh_import(self: Task, import_id: str) -> None:
    try:
        refreshing.refresh_import(import_id)
    except NoTurn:
        raise self.retry(countdown=_pause(self)) from None


@shared_task(bind=True, max_retries=None)
def reread_import(self: Task, import_id: str) -> None:
    try:
        refreshing.reread_import(import_id)
    except NoTurn:
        raise self.retry(countdown=_pause(self)) from None


@shared_task
def refresh_due_imports() -> None:
    periodic.refresh_due_imports()


@shared_task
def extend_imports() -> None:
    periodic.extend_imports()
