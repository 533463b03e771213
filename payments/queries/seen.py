"""What payers see of who is paid."""

from collections.abc import Sequence

from payments.models import PayeeShare, Payment
from payments.states import SPLIT_UNSEEN


def shares_for_payer(payment: Payment, shares: Sequence[PayeeShare]) -> Sequence[PayeeShare]:
    """The shares of a payment as its payer may know them: where it knows of one payee alone, all of it goes to the
    first. No query where the payees have come with the shares."""
    if payment.purpose not in SPLIT_UNSEEN or len(shares) <= 1:
        return shares
    first = min(shares, key=lambda share: share.pk)
    return [PayeeShare(id=first.pk, payment=payment, payee=first.payee, amount_minor=payment.amount_minor)]
