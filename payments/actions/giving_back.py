"""Money that somebody decides to give back: staff, or the leaders of the payee."""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.actions.texts import clean_text
from accounts.models import User
from payments.access import can_refund
from payments.actions.refunds import left_to_refund, paying_attempt, promise_refund
from payments.models import Payment, Refund
from payments.states import Means, PaymentState, RefundReason

REASON_MAX = 1000
REFUNDS_A_DAY = 10
"""So often a payee gives back parts of one payment: each tells the payer, or costs a call to the provider."""
REFUNDABLE = (PaymentState.PAID, PaymentState.PARTLY_REFUNDED)


def refundable_minor(payment: Payment) -> int:
    """What of a payment can go back now, in minor units; 0 for one that is not paid."""
    return left_to_refund(payment) if payment.state in REFUNDABLE else 0


def goes_back_by_card(payment: Payment) -> bool:
    """Whether a refund goes to the card it was paid with; else the payee gives it back outside the site, and the payer
    confirms that. For a payment that is paid."""
    return payment.state in REFUNDABLE and paying_attempt(payment).means == Means.CARD


def refund_payment(
    *, acting_user: User, payment: Payment, amount_minor: int | None, text: str, version: int | None = None
) -> Refund:
    """Promise that a part of a payment goes back to its payer, or (None) all that is left.

    `text` says why; the payer reads it. `version` is the one that the user has seen. Raises PermissionDenied, and
    ValidationError by field (`amount`, `reason`) or where the payment has changed since.
    """
    if not can_refund(acting_user, payment):
        raise PermissionDenied
    text = clean_text("reason", text or "", longest=REASON_MAX, required=True)
    left = refundable_minor(payment)
    if not left:
        raise ValidationError(_("There’s nothing left to refund."))
    if not acting_user.is_staff and _refunds_today(payment) >= REFUNDS_A_DAY:
        raise ValidationError(_("You’ve refunded this payment too often today. Try again tomorrow."))
    return promise_refund(
        acting_user=acting_user,
        payment_id=payment.pk,
        amount_minor=left if amount_minor is None else amount_minor,
        reason=RefundReason.BY_STAFF if acting_user.is_staff else RefundReason.BY_PAYEE,
        text=text,
        version=payment.version if version is None else version,
    )


def _refunds_today(payment: Payment) -> int:
    since = now() - dt.timedelta(days=1)
    return Refund.objects.filter(attempt__payment=payment, reason=RefundReason.BY_PAYEE, begun_at__gt=since).count()
