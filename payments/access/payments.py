"""A payment belongs to the leaders of its payer and of its payees, and to staff. For everybody else it does not exist.

A payee learns of its own share and of nobody else's.
"""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from accounts.access import can_lead
from accounts.models import Party, User, Viewer
from payments.models import PayeeShare, Payment
from payments.queries.seen import shares_for_payer
from web.rows import find_row


@dataclass(frozen=True)
class PaymentView:
    """A payment for one viewer, with the shares that they may know. `is_split`: several share it."""

    payment: Payment
    shares: tuple[PayeeShare, ...]
    is_payer: bool
    is_payee: bool
    is_staff: bool
    is_split: bool = False

    @property
    def sees_all(self) -> bool:
        """Whether the viewer may know the whole amount, who gets how much of it, and each attempt to pay."""
        return self.is_payer or self.is_staff

    @property
    def amount_minor(self) -> int:
        """All of it in minor units; for payees alone what they get of it, before the platform's fee."""
        return self.payment.amount_minor if self.sees_all else sum(share.amount_minor for share in self.shares)

    @property
    def sees_fees(self) -> bool:
        """Whether the shares are shown with the platform's fee: to whom it is taken from, and to staff."""
        return self.is_payee or self.is_staff


def payment_view(user: User, payment_id: UUID) -> PaymentView:
    """A payment as the user may know it. Three queries. Raises Http404 where it is none of theirs."""
    payment = find_row(Payment.objects.select_related("payer").filter(pk=payment_id))
    if payment is None:
        raise Http404
    shares = tuple(payment.shares.select_related("payee"))
    parties = [payment.payer_id, *(share.payee_id for share in shares)]
    led = set(Party.objects.led_by(user).filter(pk__in=parties).values_list("pk", flat=True))
    own = tuple(share for share in shares if share.payee_id in led)
    is_payer = payment.payer_id in led
    if not (is_payer or own or user.is_staff):
        raise Http404
    seen = shares if user.is_staff else tuple(shares_for_payer(payment, shares)) if is_payer else own
    return PaymentView(
        payment, seen, is_payer=is_payer, is_payee=bool(own), is_staff=user.is_staff, is_split=len(shares) > 1
    )


def get_payment_for(user: User, payment_id: UUID) -> Payment:
    """A payment that the user may see, with its payer. Raises Http404."""
    return payment_view(user, payment_id).payment


def can_pay(user: Viewer, payment: Payment) -> bool:
    """Whether the user may pay in the payer's name."""
    return can_lead(user, payment.payer)


def can_refund(user: Viewer, payment: Payment) -> bool:
    """Whether the user may give money back: staff, and a user who leads every party that it comes from."""
    if not user.is_authenticated:
        return False
    return user.is_staff or all(can_lead(user, share.payee) for share in payment.shares.select_related("payee"))
