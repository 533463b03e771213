"""Accounts of payees at the provider: connected, changed after three days, followed as the provider reports them."""

import datetime as dt
from dataclasses import asdict
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import require_active
from accounts.models import Party, User
from accounts.queries import leaders
from notifications.actions import notify
from payments import provider
from payments.actions.sending import send_what_waits_soon
from payments.models import PayoutAccount
from payments.provider import SeenAccount
from payments.queries.payouts import accounts_of, may_take_over, supported_countries
from payments.rules import is_connected, is_live

CHANGE_WAITS = dt.timedelta(hours=72)
"""So long leaders can stop a change of the account."""
ACCOUNTS_A_DAY = 5
"""Each may become an account at the provider, and each change tells all leaders."""


@transaction.atomic
def connect_account(*, acting_user: User, party_id: UUID, country: str) -> PayoutAccount:
    """The party's first account, or the one that it has. Until its owner has entered anything, another country makes
    another account. Raises NotApproved, and ValidationError at `country` where the provider pays nobody out, or where
    the change of an account in use has to be asked for.
    """
    party = _lock_party(party_id)
    require_active(party)
    _require_country(country)
    present = accounts_of(party)
    if present and present[0].country_id == country:
        return present[0]
    if any(account.details_submitted or account.transfers_enabled for account in present):
        raise ValidationError({"country": _("You already have an account. Change it to use one in another country.")})
    _replace(*present)
    return _add(acting_user, party, country, now())


@transaction.atomic
def ask_account_change(*, acting_user: User, party_id: UUID, country: str) -> PayoutAccount:
    """A second account, which replaces the first after `CHANGE_WAITS` once it can be paid; every leader is told at once
    and may stop it. Asking again gives the one that is coming.

    The caller has made sure that the user has just signed in. Raises NotApproved, and ValidationError at `country`.
    """
    party = _lock_party(party_id)
    require_active(party)
    _require_country(country)
    present = accounts_of(party)
    if not present:
        raise ValidationError(_("You have no account to change yet."))
    if len(present) > 1:
        if present[1].country_id != country:
            raise ValidationError({"country": _("You’re already changing to another account. Stop that change first.")})
        return present[1]
    coming = _add(acting_user, party, country, now() + CHANGE_WAITS)
    _tell(party, "account_change", coming, by=acting_user)
    return coming


@transaction.atomic
def stop_account_change(*, acting_user: User, account_id: UUID) -> PayoutAccount:
    """The present account stays. Does nothing where the change was stopped before; raises ValidationError where the
    account counts by now."""
    party = _lock_party(PayoutAccount.objects.values_list("party", flat=True).get(pk=account_id))
    account = PayoutAccount.objects.get(pk=account_id)
    present = accounts_of(party)
    if present and present[0] == account:
        raise ValidationError(_("This account is already in use. To go back, change it again."))
    if account.replaced_at is None:
        _replace(account)
        _tell(party, "change_stopped", account, by=acting_user)
    return account


def make_at_provider(*, account_id: UUID, email: str) -> PayoutAccount:
    """The account exists at the provider, without any details. Raises `provider.ProviderDown` and
    `provider.ProviderRefused`."""
    account = PayoutAccount.objects.get(pk=account_id)
    if account.provider_id:
        return account
    return _apply(account_id, provider.make_account(account, email=email))


def open_onboarding(*, account_id: UUID, email: str, return_url: str, refresh_url: str) -> str:
    """The address of the provider's page for an account's details; makes the account there first. Raises
    `provider.ProviderDown` and `provider.ProviderRefused`.

    Whoever has the address can say where the money goes: give it only to somebody who has just signed in.
    """
    account = make_at_provider(account_id=account_id, email=email)
    return provider.link_to_onboarding(account.provider_id, return_url=return_url, refresh_url=refresh_url)


def refresh_account(*, account_id: UUID) -> PayoutAccount:
    """Ask the provider how an account is now, and apply it. Raises `provider.ProviderDown`."""
    account = PayoutAccount.objects.get(pk=account_id)
    if not account.provider_id:
        return account
    return _apply(account_id, provider.look_at_account(account.provider_id))


def refresh_account_of(object_id: str, account: str = "") -> None:
    """An event about an account, with the provider's id of it. Raises `provider.ProviderDown`."""
    for pk in PayoutAccount.objects.filter(provider_id__in={account or object_id}).values_list("pk", flat=True):
        refresh_account(account_id=pk)


@transaction.atomic
def _apply(account_id: UUID, seen: SeenAccount) -> PayoutAccount:
    """Locks the party. An account that can be paid now is sent what waits for it; where one cannot be paid any more,
    the leaders are told."""
    party = _lock_party(PayoutAccount.objects.values_list("party", flat=True).get(pk=account_id))
    account = PayoutAccount.objects.get(pk=account_id)
    could_be_paid = account.transfers_enabled
    values = asdict(seen) | {"checked_at": now()}
    PayoutAccount.objects.filter(pk=account_id).update(**values)
    account.refresh_from_db()
    take_over(party)
    if account.replaced_at is None and account.transfers_enabled and not could_be_paid:
        send_what_waits_soon(party.pk)
    if could_be_paid and not account.transfers_enabled and account.replaced_at is None:
        _tell(party, "restricted", account)
    return account


def take_over_due() -> int:
    """Each account whose time has come replaces the one before; how many parties were looked at."""
    open_ones = PayoutAccount.objects.filter(replaced_at=None, livemode=is_live())
    earlier = open_ones.filter(party=OuterRef("party"), created_at__lt=OuterRef("created_at"))
    coming = open_ones.filter(Exists(earlier), takes_effect_at__lte=now(), transfers_enabled=True)
    parties = coming.order_by("party").values_list("party", flat=True)
    for party_id in parties:
        with transaction.atomic():
            take_over(_lock_party(party_id))
    return len(parties)


def take_over(party: Party) -> None:
    """The account that was to come counts from now on, if its time has come and it can be paid. Assumes the lock on the
    party."""
    present = accounts_of(party)
    if len(present) > 1 and may_take_over(present[-1]):
        _replace(*present[:-1])
        _tell(party, "account_changed", present[-1])
        send_what_waits_soon(party.pk)


def _lock_party(party_id: UUID) -> Party:
    return Party.objects.select_for_update(no_key=True).get(pk=party_id)


def _require_country(country: str) -> None:
    if not is_connected():
        raise ValidationError(_("This site takes no cards."))
    if country not in supported_countries():
        raise ValidationError({"country": _("We can’t send card payments to this country.")})


def _add(user: User, party: Party, country: str, takes_effect_at: dt.datetime) -> PayoutAccount:
    made = PayoutAccount.objects.filter(party=party, created_at__gt=now() - dt.timedelta(days=1))
    if made.count() >= ACCOUNTS_A_DAY:
        raise ValidationError({"country": _("You’ve changed the account too often today. Try again tomorrow.")})
    return PayoutAccount.objects.create(
        party=party, country_id=country, livemode=is_live(), created_by=user, takes_effect_at=takes_effect_at
    )


def _replace(*accounts: PayoutAccount) -> None:
    at = now()
    for account in accounts:
        account.replaced_at = at
        account.save(update_fields=["replaced_at"])


def _tell(party: Party, occasion: str, account: PayoutAccount, *, by: User | None = None) -> None:
    """Everybody who leads the party: also whoever did it, since somebody else may have done it in their name."""
    data = {"party": str(party.pk), "account": str(account.pk)} | ({"by": str(by.pk)} if by else {})
    path = reverse("payments:payouts", args=[party.slug])
    notify(users=leaders(party), kind=f"payments.{occasion}", path=path, data=data)
