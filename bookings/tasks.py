"""Run by the Celery worker."""

from uuid import UUID

from celery import shared_task

from bookings import actions, periodic, periodic_changes, periodic_holds, periodic_show_imports
from bookings.models import Refill
from bookings.states import ShowImportState


@shared_task
def complete_past() -> None:
    """Every ten minutes."""
    periodic.complete_past()


@shared_task
def expire_pending() -> None:
    """Every minute: an honest answer does not wait."""
    periodic.expire_pending()


@shared_task
def tell_contradictions() -> None:
    """Every five minutes, as imported calendars are read."""
    periodic.tell_contradictions()


@shared_task
def tell_announced() -> None:
    """Every minute."""
    periodic.tell_announced()


@shared_task
def run_holds() -> None:
    """Every minute: deadlines of challenges first, then what has run out, then reminders."""
    periodic_holds.pass_on_challenges()
    periodic_holds.expire_holds()
    periodic_holds.warn_of_holds()


@shared_task
def expire_moves() -> None:
    """Every minute."""
    periodic_changes.expire_moves()


@shared_task
def advance_refills() -> None:
    """Every minute: an answer is followed by the next question."""
    periodic_changes.advance_refills()


@shared_task
def advance_refill(refill_id: str) -> None:
    """One that has just begun."""
    if refill := Refill.objects.select_related("spot").filter(pk=refill_id).first():
        actions.advance_refill(refill=refill)


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
    periodic_show_imports.resume_show_lists()
