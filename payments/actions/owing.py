"""What one party comes to owe."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from accounts.models import Party, User
from payments.actions.moving import raise_version
from payments.models import PayeeShare, Payment
from payments.states import Purpose


class Share(NamedTuple):
    """What one payee gets, in minor units: `amount_minor` less the platform's `fee_minor`."""

    payee: Party
    amount_minor: int
    fee_minor: int = 0


def change_due(payment: Payment, due_at: dt.datetime) -> None:
    """A locked payment that nobody has paid is due at another time."""
    payment.due_at = due_at
    raise_version(payment, "due_at")


def owe(
    *,
    acting_user: User | None,
    payer: Party,
    shares: Sequence[Share],
    currency: str,
    purpose: Purpose,
    due_at: dt.datetime,
    livemode: bool,
    expires_at: dt.datetime | None = None,
) -> Payment:
    """A payment of the sum of its shares, due then. It expires only where `expires_at` says when. Called in the
    transaction that writes what is paid for, which holds its locks."""
    payment = Payment.objects.create(
        payer=payer,
        purpose=purpose,
        amount_minor=sum(share.amount_minor for share in shares),
        currency_id=currency,
        due_at=due_at,
        expires_at=expires_at,
        livemode=livemode,
        created_by=acting_user,
    )
    PayeeShare.objects.bulk_create(
        PayeeShare(payment=payment, payee=payee, amount_minor=amount, fee_minor=fee) for payee, amount, fee in shares
    )
    return payment
