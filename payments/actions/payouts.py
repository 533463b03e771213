"""Payouts to payees' banks, kept as the provider reports them."""

from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.queries import leaders
from notifications.actions import notify
from payments import provider
from payments.models import Payout, PayoutAccount
from payments.provider import SeenPayout
from payments.states import PayoutState


def refresh_payouts(*, account_id: UUID) -> None:
    """Fetch the latest payouts of an account. Raises `provider.ProviderDown`."""
    account = PayoutAccount.objects.get(pk=account_id)
    if not account.provider_id:
        return
    try:
        seen = provider.list_payouts(account.provider_id)
    except provider.ProviderRefused:  # an account that no longer belongs to us shows none
        return
    for each in reversed(seen):
        _apply(account_id, each)


def refresh_payout_of(object_id: str, account: str) -> None:
    """An event about a payout of an account, with the provider's ids. Raises `provider.ProviderDown`."""
    if known := PayoutAccount.objects.filter(provider_id=account).first() if account else None:
        _apply(known.pk, provider.look_at_payout(account, object_id))


@transaction.atomic
def _apply(account_id: UUID, seen: SeenPayout) -> None:
    """Locks the account. Leaders are told of a payout that came back, once."""
    account = (
        PayoutAccount.objects.select_for_update(no_key=True, of=("self",)).select_related("party").get(pk=account_id)
    )
    former = Payout.objects.filter(provider_id=seen.provider_id).values_list("state", flat=True).first()
    values = {"state": seen.state, "arrives_at": seen.arrives_at, "failure": seen.failure}
    first = {
        "account": account, "amount_minor": seen.amount_minor, "currency_id": seen.currency,
        "created_at": seen.created_at,
    }  # fmt: skip
    payout, _is_new = Payout.objects.update_or_create(
        provider_id=seen.provider_id, defaults=values, create_defaults=values | first
    )
    if seen.state == PayoutState.FAILED and former != PayoutState.FAILED:
        path = reverse("payments:payouts", args=[account.party.slug])
        data = {"party": str(account.party_id), "payout": str(payout.pk)}
        notify(users=leaders(account.party), kind="payments.payout_failed", path=path, data=data)
