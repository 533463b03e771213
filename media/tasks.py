"""Run by the Celery worker."""

from uuid import UUID

from celery import shared_task

from media import periodic
from media.actions import preparing


@shared_task
def prepare(kind: str, pk: str) -> None:
    preparing.prepare(kind=kind, pk=UUID(pk))


@shared_task
def resume_waiting() -> None:
    periodic.resume_waiting()


@shared_task
def sweep_orphans() -> None:
    periodic.sweep_orphans()


@shared_task
def end_uploads() -> None:
    periodic.end_uploads()
