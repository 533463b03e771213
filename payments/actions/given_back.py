"""Refunds as the provider tells them: ours that ended there, those that staff made in its dashboard, and those that
came back because the bank would not take them."""

from uuid import UUID

from django.db import transaction

from payments import provider
from payments.actions.applying import Mismatch
from payments.actions.locking import lock_attempt
from payments.actions.origins import Unsettled
from payments.actions.refunds import end_refund, hand_over, left_of_attempt
from payments.actions.reversals import promise_reversals
from payments.models import Attempt, Payment, Refund
from payments.provider import SeenRefund
from payments.states import OutgoingState, RefundReason


def follow_refunds(*, attempt: Attempt) -> None:
    """Ask the provider for all refunds of an attempt's charge, and apply each. Raises ProviderDown, Mismatch, and
    Unsettled for one that exceeds what is left here."""
    for seen in provider.refunds_of(attempt.charge_id):
        apply_refund(attempt_id=attempt.pk, seen=seen)


@transaction.atomic
def apply_refund(*, attempt_id: UUID, seen: SeenRefund) -> Refund | None:
    """Bring a refund, its payment and the ledger to what the provider says; None for one that has never moved money.

    One that we do not know was made in the provider's dashboard, and is kept with that reason.
    """
    payment, attempt = lock_attempt(attempt_id)
    known = _known(attempt, seen)
    if known is None:
        if seen.state == OutgoingState.FAILED:
            return None
        known = _made_there(payment, attempt, seen)
    if (known.attempt_id, known.amount_minor, payment.currency_id) != (attempt.pk, seen.amount_minor, seen.currency):
        raise Mismatch(f"{seen.id} is not refund {known.pk}: {seen.amount_minor} {seen.currency} of {seen.charge_id}")
    if seen.state == OutgoingState.BEGUN:
        return known
    return end_refund(payment, attempt, known, seen.state, provider_id=seen.id)


def _known(attempt: Attempt, seen: SeenRefund) -> Refund | None:
    if refund := Refund.objects.filter(provider_id=seen.id).first():
        return refund
    return next((one for one in attempt.refunds.all() if str(one.pk) == seen.named), None)


def _made_there(payment: Payment, attempt: Attempt, seen: SeenRefund) -> Refund:
    if seen.amount_minor > left_of_attempt(payment, attempt):
        raise Unsettled(
            f"{seen.id} gave back {seen.amount_minor} {seen.currency} at the provider, which is more than is left here:"
            " refunds that have begun must end first."
        )
    refund = Refund(
        attempt=attempt, amount_minor=seen.amount_minor, reason=RefundReason.AT_PROVIDER, provider_id=seen.id
    )
    promise_reversals(payment, attempt, refund)
    hand_over(refund)
    return refund
