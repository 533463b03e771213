"""Who may see and do what where money goes past the site.

The payer marks, the receiver confirms. Somebody who leads both sides may do both: each is done in the name of one side,
and the ledger says who did it.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.access import can_approve, can_lead
from accounts.models import Party, Viewer
from payments.models import Payment
from web.rows import find_row


def get_payment_outside_for(user: Viewer, payment_id: UUID) -> Payment:
    """A payment with its payer, for leaders of the payer and of its payees, and for staff. Raises Http404."""
    payment = find_row(Payment.objects.filter(pk=payment_id).select_related("payer"))
    if payment is None or not (can_approve(user) or leads_payer(user, payment) or _leads_some_payee(user, payment)):
        raise Http404
    return payment


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


def _leads_some_payee(user: Viewer, payment: Payment) -> bool:
    return any(can_lead(user, share.payee) for share in payment.shares.select_related("payee"))
