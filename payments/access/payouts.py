"""Who may say where a party's money goes."""

from uuid import UUID

from django.http import Http404

from accounts.access import can_own
from accounts.models import Party, User
from accounts.queries import is_last_leader
from payments.models import PayoutAccount
from payments.rules import is_live


def can_change_account(user: User, party: Party) -> bool:
    """Whether the user may say where the party's money goes: its owners, and whoever leads it alone."""
    return can_own(user, party) or is_last_leader(user, party)


def get_payout_account_of(party: Party, account_id: UUID) -> PayoutAccount:
    """An account of a party that the user has been found to lead. Raises Http404."""
    account = PayoutAccount.objects.filter(pk=account_id, party=party, livemode=is_live()).first()
    if account is None:
        raise Http404
    return account
