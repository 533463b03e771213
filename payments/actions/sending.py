"""Asking the worker to send what payees are owed."""

from uuid import UUID

from celery import current_app
from django.db import transaction

SENDING = "payments.tasks.send_to_payees"
SENDING_OF_PARTY = "payments.tasks.send_what_waits"


def send_soon(payment_id: UUID) -> None:
    """Payees of a payment, after the commit. A sweep does it where that message is lost."""
    transaction.on_commit(lambda: current_app.send_task(SENDING, [str(payment_id)], retry=False), robust=True)


def send_what_waits_soon(party_id: UUID) -> None:
    """Everything that waits for a party, after the commit."""
    transaction.on_commit(lambda: current_app.send_task(SENDING_OF_PARTY, [str(party_id)], retry=False), robust=True)
