"""Run by the Celery worker."""

from celery import shared_task
from django.utils.timezone import now

from availability.errors import Busy
from bookings import actions
from bookings.actions.rewriting import rewrite_show_entries, shows_that_name
from bookings.models import Refill
from bookings.periodic import bookings as periodic
from bookings.periodic import changes as periodic_changes
from engagements.periodic import every


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


@shared_task(autoretry_for=(Busy,), retry_backoff=5, max_retries=8)
def rewrite_entries(party_id: str) -> None:
    """When a party is called otherwise or has moved: all of its entries, at once or a little later."""
    every(shows_that_name(party_id, now()), lambda show: rewrite_show_entries(show_id=show.pk))
