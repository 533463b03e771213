"""Run by the Celery worker."""

from typing import Any

from celery import Task, shared_task

from accounts import periodic
from accounts.imports import asking, looks
from accounts.models import User
from web.sandbox.turns import NoTurn

NEXT_TURN_SECONDS = 1


@shared_task
def nudge_due() -> None:
    """Every quarter of an hour: there are time zones that differ by as much."""
    periodic.nudge_due()


@shared_task(bind=True, max_retries=None)
def ask_source(self: Task, user_id: str, draft_id: str, mark: str) -> None:
    """Ask a server for a calendar that somebody is about to import."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return
    try:
        asking.ask_source(user, draft_id, mark)
    except NoTurn:
        raise self.retry(countdown=NEXT_TURN_SECONDS) from None


@shared_task(bind=True, max_retries=None)
def read_look(self: Task, user_id: str, asked: dict[str, Any]) -> None:
    """Read a calendar for its owner's eyes."""
    try:
        looks.read_look(User.objects.get(pk=user_id), looks.Asked(**asked))
    except NoTurn:
        raise self.retry(countdown=NEXT_TURN_SECONDS) from None


@shared_task
def drop_what_is_over() -> None:
    periodic.drop_what_is_over()
