"""Run by the Celery worker."""

from uuid import UUID

from celery import shared_task

from show_imports import actions, periodic
from show_imports.states import ShowImportState


@shared_task
def check_show_list(import_id: str) -> None:
    """A list of shows that somebody wants looked through."""
    actions.work_on_show_list(import_id=UUID(import_id), state=ShowImportState.CHECKING)


@shared_task
def import_show_list(import_id: str) -> None:
    """A list of shows that somebody wants imported."""
    actions.work_on_show_list(import_id=UUID(import_id), state=ShowImportState.IMPORTING)


@shared_task
def resume_show_lists() -> None:
    """Every ten minutes: lists that a crash or the broker left lying."""
    periodic.resume_show_lists()
