"""What the ledger says of a party: sums of its lines, by account and currency."""

from django.db.models import Sum

from accounts.models import Party
from payments.models import LedgerLine
from payments.states import Account


def balances(party: Party, *, livemode: bool) -> dict[tuple[Account, str], int]:
    """What stands on each account of a party, by account and currency, in minor units. `PAYEE` is negative while the
    party is owed something. Accounts with nothing on them are left out. One query."""
    sums = (
        LedgerLine.objects.filter(party=party, entry__livemode=livemode)
        .values_list("account", "entry__currency")
        .annotate(total=Sum("amount_minor"))
        .exclude(total=0)
        .order_by("account", "entry__currency")
    )
    return {(Account(account), currency): total for account, currency, total in sums}
