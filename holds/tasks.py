"""Run by the Celery worker."""

from celery import shared_task

from availability.errors import Busy
from engagements.periodic import every
from holds import periodic
from holds.actions.rewriting import holds_that_name, rewrite_hold_entries


@shared_task
def run_holds() -> None:
    """Every minute: deadlines of proposals and challenges first, then what has run out, then reminders."""
    periodic.lapse_proposals()
    periodic.pass_on_challenges()
    periodic.expire_holds()
    periodic.remind_of_proposals()
    periodic.warn_of_holds()


@shared_task(autoretry_for=(Busy,), retry_backoff=5, max_retries=8)
def rewrite_entries(party_id: str) -> None:
    """When a party is called otherwise or has moved: all of its entries, at once or a little later."""
    every(holds_that_name(party_id), lambda hold: rewrite_hold_entries(hold=hold))
