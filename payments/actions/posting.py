"""Entries of the ledger."""

from collections.abc import Sequence
from typing import NamedTuple

from accounts.models import Party, User
from payments.errors import Unbalanced
from payments.models import LedgerEntry, LedgerLine, Payment
from payments.states import Account, EntryKind


class Line(NamedTuple):
    """What comes to an account in minor units of the payment's currency; negative: what leaves it."""

    account: Account
    amount_minor: int
    party: Party | None = None


def post(
    *, payment: Payment, kind: EntryKind, about: str, lines: Sequence[Line], by: User | None = None
) -> LedgerEntry | None:
    """Enter something that happened to the money of a payment; None if it has been entered already.

    `about` names what happened, such as the id of a charge: once for each kind. Lines of nothing are left out. Raises
    Unbalanced. Call it in the transaction that writes what happened, with the payment locked.
    """
    written = [line for line in lines if line.amount_minor]
    if sum(line.amount_minor for line in written):
        raise Unbalanced(f"{kind} {about}: {written}")
    entry, is_new = LedgerEntry.objects.get_or_create(
        kind=kind,
        about=about,
        defaults={"payment": payment, "currency_id": payment.currency_id, "livemode": payment.livemode, "by": by},
    )
    if not is_new:
        return None
    LedgerLine.objects.bulk_create(
        LedgerLine(entry=entry, account=line.account, party=line.party, amount_minor=line.amount_minor)
        for line in written
    )
    return entry
