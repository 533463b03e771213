"""Payees' accounts: made, described on Stripe's own pages, looked at; and what was paid out from them."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import stripe

from payments.data.units import from_provider
from payments.models import PayoutAccount
from payments.provider.client import ProviderRefused, asking
from payments.states import PayoutState

LISTED = 24
"""So many payouts are read of an account at a time."""


@dataclass(frozen=True)
class SeenAccount:
    """An account as the provider tells it now. `requirements`: its codes for what is missing, the most urgent first."""

    provider_id: str
    transfers_enabled: bool = False
    payouts_enabled: bool = False
    details_submitted: bool = False
    is_in_review: bool = False
    disabled_reason: str = ""
    requirements: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class SeenPayout:
    """What was sent to a payee's bank, as the provider tells it now. The amount is in minor units."""

    provider_id: str
    amount_minor: int
    currency: str
    state: PayoutState
    arrives_at: dt.datetime
    created_at: dt.datetime
    failure: str = ""


def make_account(account: PayoutAccount, *, email: str) -> SeenAccount:
    """An Express account. The same row makes one account, however often it is asked for: after a day, when the provider
    has forgotten the key, it is looked for first. Raises ProviderDown and ProviderRefused."""
    with asking() as client:
        if known := _find(client, account):
            return _seen(known)
        made = client.v1.accounts.create(
            {
                "type": "express",
                "country": account.country_id,
                "email": email,
                "capabilities": {"transfers": {"requested": True}},
                "metadata": {"payout_account": str(account.pk), "party": str(account.party_id)},
            },
            {"idempotency_key": str(account.pk)},
        )
    return _seen(made)


def link_to_onboarding(provider_id: str, *, return_url: str, refresh_url: str) -> str:
    """The address of Stripe's page for an account's details: good once, and for a few minutes. Raises ProviderDown and
    ProviderRefused."""
    with asking() as client:
        link = client.v1.account_links.create(
            {
                "account": provider_id,
                "type": "account_onboarding",
                "return_url": return_url,
                "refresh_url": refresh_url,
                "collection_options": {"fields": "eventually_due"},
            }
        )
    return link.url


def link_to_dashboard(provider_id: str) -> str:
    """The address of the payee's own pages at Stripe, good once. Raises ProviderDown and ProviderRefused."""
    with asking() as client:
        return client.v1.accounts.login_links.create(provider_id).url


def look_at_account(provider_id: str) -> SeenAccount:
    """The account as it is now; one that may receive nothing where it no longer belongs to us. Raises ProviderDown."""
    try:
        with asking() as client:
            return _seen(client.v1.accounts.retrieve(provider_id))
    except ProviderRefused as refusal:
        return SeenAccount(provider_id, disabled_reason=refusal.code or "rejected.other")


def list_payouts(provider_id: str) -> list[SeenPayout]:
    """The latest payouts of an account, the newest first. Raises ProviderDown and ProviderRefused."""
    with asking() as client:
        listed = client.v1.payouts.list({"limit": LISTED}, {"stripe_account": provider_id})
    return [_payout(each) for each in listed.data]


def look_at_payout(provider_id: str, payout_id: str) -> SeenPayout:
    """One payout of an account. Raises ProviderDown and ProviderRefused."""
    with asking() as client:
        return _payout(client.v1.payouts.retrieve(payout_id, {}, {"stripe_account": provider_id}))


def _find(client: stripe.StripeClient, account: PayoutAccount) -> stripe.Account | None:
    """The account that was made for a row whose answer got lost."""
    since = account.created_at - dt.timedelta(minutes=5)
    listed = client.v1.accounts.list({"created": {"gte": int(since.timestamp())}, "limit": 100})
    wanted = str(account.pk)
    return next((one for one in listed.auto_paging_iter() if _metadata(one).get("payout_account") == wanted), None)


def _metadata(one: stripe.Account) -> dict[str, str]:
    return one.metadata.to_dict() if one.metadata else {}


def _seen(account: stripe.Account) -> SeenAccount:
    lacking: Any = account.requirements
    due = [*(lacking.past_due or ()), *(lacking.currently_due or ())] if lacking else []
    reason = (lacking.disabled_reason or "") if lacking else ""
    transfers = account.capabilities.transfers if account.capabilities else None
    return SeenAccount(
        provider_id=account.id,
        transfers_enabled=transfers == "active",
        payouts_enabled=bool(account.payouts_enabled),
        details_submitted=bool(account.details_submitted),
        is_in_review=bool(lacking and lacking.pending_verification) or reason.endswith("pending_verification"),
        disabled_reason=reason,
        requirements=list(dict.fromkeys(due)),
    )


def _payout(payout: stripe.Payout) -> SeenPayout:
    currency = payout.currency.upper()
    return SeenPayout(
        provider_id=payout.id,
        amount_minor=from_provider(payout.amount, currency),
        currency=currency,
        state=PayoutState(payout.status),
        arrives_at=dt.datetime.fromtimestamp(payout.arrival_date, dt.UTC),
        created_at=dt.datetime.fromtimestamp(payout.created, dt.UTC),
        failure=payout.failure_code or "",
    )
