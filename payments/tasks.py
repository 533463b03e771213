"""Run by the Celery worker."""

from uuid import UUID

from celery import shared_task

from payments import actions, periodic


@shared_task
def handle_event(event_id: str) -> None:
    actions.handle_event(event_id=event_id)


@shared_task
def carry_out_refund(refund_id: str) -> None:
    periodic.carry_out(UUID(refund_id))


@shared_task
def handle_waiting_events() -> None:
    periodic.handle_waiting_events()


@shared_task
def carry_out_refunds() -> None:
    periodic.carry_out_refunds()


@shared_task
def expire_payments() -> None:
    periodic.expire_payments()


@shared_task
def reconcile() -> None:
    periodic.reconcile()


@shared_task
def remind() -> None:
    """Every quarter of an hour."""
    periodic.remind()


@shared_task
def send_to_payees(payment_id: str) -> None:
    """As soon as somebody has paid."""
    periodic.send(UUID(payment_id))


@shared_task
def send_what_waits(party_id: str) -> None:
    """As soon as an account can be paid."""
    periodic.send_what_waits(UUID(party_id))


@shared_task
def send_all_unsent() -> None:
    """Every ten minutes."""
    periodic.send_all_unsent()


@shared_task
def look_at_accounts() -> None:
    """Every hour."""
    periodic.look_at_accounts()


@shared_task
def forget() -> None:
    """Every day."""
    periodic.forget()
