"""Run by the Celery worker."""

from celery import shared_task

from availability import periodic


@shared_task
def extend_projections() -> None:
    periodic.extend_projections()


@shared_task
def sweep_expired_claims() -> None:
    periodic.sweep_expired_claims()


@shared_task
def fold_in_reads() -> None:
    periodic.fold_in_reads()


@shared_task
def purge_what_is_past() -> None:
    periodic.purge_what_is_past()
