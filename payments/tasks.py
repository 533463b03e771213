"""Run by the Celery worker."""

from uuid import UUID

from celery import shared_task

from payments import provider
from payments.actions import accounts, payouts, transfers
from payments.periodic import payouts as periodic

AGAIN = {"autoretry_for": (provider.ProviderDown,), "retry_backoff": 5, "max_retries": 5}


@shared_task(**AGAIN)
def send_to_payees(payment_id: str) -> None:
    """As soon as somebody has paid."""
    transfers.send_to_payees(payment_id=UUID(payment_id))


@shared_task
def send_what_waits(party_id: str) -> None:
    """As soon as an account can be paid."""
    periodic.send_what_waits(UUID(party_id))


@shared_task(**AGAIN)
def refresh_account(account_id: str) -> None:
    """When somebody comes back from the provider's pages."""
    accounts.refresh_account(account_id=UUID(account_id))
    payouts.refresh_payouts(account_id=UUID(account_id))


@shared_task
def send_all_unsent() -> None:
    """Every ten minutes."""
    periodic.send_all_unsent()


@shared_task
def look_at_accounts() -> None:
    """Every hour."""
    periodic.look_at_accounts()
