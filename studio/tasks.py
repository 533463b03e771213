"""Run by the Celery worker."""

import datetime as dt
from uuid import UUID

from celery import shared_task

from availability.errors import Busy
from studio import periodic
from studio.actions import projects
from studio.actions.sessions.entries import tell_calendars as tell_calendars_of


@shared_task
def follow_the_clock() -> None:
    """Every minute."""
    periodic.follow_the_clock()
    periodic.tell_missed()


@shared_task(autoretry_for=(Busy,), retry_backoff=5, max_retries=8)
def tell_calendars(session_id: str) -> None:
    """What calendars tell of a session that has changed."""
    tell_calendars_of(session_id=UUID(session_id))


@shared_task
def count_use(link_id: str, at: str) -> None:
    """Somebody has opened a link to a project, at this instant (ISO 8601)."""
    projects.count_use(link_id=UUID(link_id), at=dt.datetime.fromisoformat(at))
