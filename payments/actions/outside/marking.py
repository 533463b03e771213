"""The payer says that it has paid outside the site; or the payee says so at once.

A page to pay by card that is open is closed first. Whether somebody paid on it in that moment is known only then, so
that comes before the transaction that marks.
"""

import datetime as dt
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import Party, User
from payments.access import payee_of, require_payee, require_payer
from payments.actions.checkouts import LONGEST_CALL, close_checkout
from payments.actions.locking import lock_attempt, lock_payment
from payments.actions.moving import move_payment
from payments.actions.news import tell_of_attempt
from payments.actions.outside.receiving import end, receive
from payments.models import Attempt, Payment
from payments.states import OUTSIDE_MEANS, PAYABLE, RUNNING, WAS_PAID, AttemptState, Means, PaymentState

MARKS_A_DAY = 5
"""Each tells the payee, who is not to be flooded."""


def mark_paid_outside(*, acting_user: User, payment_id: UUID, means: Means, version: int) -> Payment:
    """In the payer's name: it was paid by transfer or in cash, and waits for the payee to confirm it. Marked already:
    nothing changes.

    Raises ValidationError where the payment has changed since `version`, or cannot be paid like this; PermissionDenied;
    and `provider.ProviderDown` where an open page to pay on could not be closed.
    """
    require_payer(acting_user, Payment.objects.select_related("payer").get(pk=payment_id))
    payment, version = _close_page(payment_id, version)
    return _mark(acting_user, payment.pk, means, version)


def record_paid_outside(*, acting_user: User, payment_id: UUID, means: Means, version: int) -> Payment:
    """In the payee's name: the money is here, whether or not the payer has said that it paid. Paid outside already:
    nothing changes. Raises what `mark_paid_outside` raises."""
    require_payee(acting_user, Payment.objects.get(pk=payment_id))
    payment, version = _close_page(payment_id, version)
    return _record(acting_user, payment.pk, means, version)


@transaction.atomic
def take_back_mark(*, acting_user: User, attempt_id: UUID) -> Payment:
    """In the payer's name: it was not paid after all. Taken back or denied already: nothing changes. Raises
    ValidationError where the payee has confirmed it, and PermissionDenied."""
    payment, attempt = lock_attempt(attempt_id)
    require_payer(acting_user, payment)
    require_outside(attempt)
    if attempt.state == AttemptState.PAID:
        raise ValidationError(_("The payee has already confirmed this payment."))
    if attempt.state == AttemptState.PROCESSING:
        end(attempt, AttemptState.FAILED)
        if payment.state == PaymentState.PROCESSING:
            move_payment(payment, PaymentState.DUE, by=acting_user)
    return payment


def require_outside(attempt: Attempt) -> None:
    """Raises ValidationError for a card payment: what became of it is told by the provider alone."""
    if attempt.means not in OUTSIDE_MEANS:
        raise ValidationError(_("This was paid by card."))


def _close_page(payment_id: UUID, version: int) -> tuple[Payment, int]:
    """Close an open page to pay on; the payment, and the version to go on with, which the closing has raised."""
    payment = Payment.objects.get(pk=payment_id)
    running = payment.attempts.filter(state__in=RUNNING, means=Means.CARD).first()
    if running is None or payment.version != version:
        return payment, version
    if running.state == AttemptState.BEGUN and running.begun_at > now() - LONGEST_CALL:
        raise ValidationError(_("Someone is paying by card right now. Try again in a minute."))
    closed = close_checkout(attempt_id=running.pk)
    if closed.state in WAS_PAID:
        raise ValidationError(_("Someone has just paid this by card."))
    return closed, closed.version


@transaction.atomic
def _mark(user: User, payment_id: UUID, means: Means, version: int) -> Payment:
    payment = lock_payment(payment_id)
    running = payment.attempts.filter(state__in=RUNNING).first()
    if running and running.means in OUTSIDE_MEANS:
        return payment
    payee = _require_open(payment, running, version)
    marks = payment.attempts.filter(means__in=OUTSIDE_MEANS, begun_at__gt=now() - dt.timedelta(days=1))
    if marks.count() >= MARKS_A_DAY:
        raise ValidationError(_("You’ve marked this as paid too often today. Try again tomorrow."))
    attempt = _begin(payment, means, user)
    attempt.state = AttemptState.PROCESSING
    attempt.save(update_fields=["state"])
    move_payment(payment, PaymentState.PROCESSING, by=user)
    tell_of_attempt("marked", payee, attempt, but=user)
    return payment


@transaction.atomic
def _record(user: User, payment_id: UUID, means: Means, version: int) -> Payment:
    payment = lock_payment(payment_id)
    if payment.attempts.filter(state=AttemptState.PAID, means__in=OUTSIDE_MEANS).exists():
        return payment
    running = payment.attempts.filter(state__in=RUNNING).first()
    if running and running.means in OUTSIDE_MEANS:
        receive(payment, running, user)
        return payment
    _require_open(payment, running, version)
    receive(payment, _begin(payment, means, user), user)
    return payment


def _require_open(payment: Payment, running: Attempt | None, version: int) -> Party:
    """The payee, where the payment can be paid outside now."""
    payee = payee_of(payment)
    if payee is None:
        raise ValidationError(_("This payment goes to several payees, so you can only pay by card."))
    if payment.state not in PAYABLE:
        raise ValidationError(_("Nothing left to pay."))
    if payment.expires_at and payment.expires_at <= now():
        raise ValidationError(_("It’s too late to pay this."))
    if payment.version != version:
        raise ValidationError(_("This payment has changed. Check it again."))
    if running:
        raise ValidationError(_("Someone is paying by card right now. Try again in a minute."))
    return payee


def _begin(payment: Payment, means: Means, user: User) -> Attempt:
    if means not in OUTSIDE_MEANS:
        raise ValidationError({"means": _("Choose bank transfer or cash.")})
    return Attempt.objects.create(payment=payment, means=means, begun_by=user)
