"""Run by the Celery worker."""

from celery import shared_task

from holds import periodic


@shared_task
def run_holds() -> None:
    """Every minute: deadlines of proposals and challenges first, then what has run out, then reminders."""
    periodic.lapse_proposals()
    periodic.pass_on_challenges()
    periodic.expire_holds()
    periodic.remind_of_proposals()
    periodic.warn_of_holds()
