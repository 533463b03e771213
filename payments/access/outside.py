"""Who may see and do what where money goes outside the site.

The payer marks, the receiver confirms. Somebody who leads both sides may do both: each is done in the name of one side,
and the ledger says who did it.
"""

from django.core.exceptions import PermissionDenied

from accounts.access import can_lead
from accounts.models import Party, Viewer
from payments.models import Payment


def payee_of(payment: Payment) -> Party | None:
    """The payee of a payment that has one alone; None where several share it."""
    shares = list(payment.shares.select_related("payee")[:2])
    return shares[0].payee if len(shares) == 1 else None


def leads_payer(user: Viewer, payment: Payment) -> bool:
    """Whether the user may say that the payment was paid, and that money came back."""
    return can_lead(user, payment.payer)


def leads_payee(user: Viewer, payment: Payment) -> bool:
    """Whether the user may say that the money of a payment with one payee has arrived, or has not."""
    payee = payee_of(payment)
    return payee is not None and can_lead(user, payee)


def require_payer(user: Viewer, payment: Payment) -> None:
    """Raises PermissionDenied."""
    if not leads_payer(user, payment):
        raise PermissionDenied


def require_payee(user: Viewer, payment: Payment) -> None:
    """Raises PermissionDenied."""
    if not leads_payee(user, payment):
        raise PermissionDenied
