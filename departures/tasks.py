"""Run by the Celery worker."""

from uuid import UUID

from celery import shared_task

from departures import periodic
from departures.actions import exports


@shared_task
def write_export(export_id: str) -> None:
    """A copy of somebody's data."""
    exports.write_export(export_id=UUID(export_id))


@shared_task
def drop_exports() -> None:
    """Every hour: copies that are over."""
    periodic.drop_exports()
