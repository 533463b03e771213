"""What the provider says of an attempt becomes ours: forward along the table of transitions, never back.

It may say the same many times, and in any order: what has been applied is not applied again.
"""

from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from payments.actions.locking import lock_attempt
from payments.actions.moving import move_payment
from payments.actions.posting import Line, post
from payments.actions.refunds import hand_over
from payments.hooks import may_still_count
from payments.models import Attempt, Payment, Refund
from payments.provider import Seen
from payments.states import (
    ATTEMPT_TRANSITIONS,
    PAYABLE,
    PAYMENT_TRANSITIONS,
    RUNNING,
    Account,
    AttemptState,
    EntryKind,
    PaymentState,
    RefundReason,
)

ALIKE = {
    AttemptState.OPEN: PaymentState.PROCESSING,
    AttemptState.PROCESSING: PaymentState.PROCESSING,
    AttemptState.FAILED: PaymentState.FAILED,
    AttemptState.EXPIRED: PaymentState.DUE,
}
"""What a payment that somebody may still pay becomes with its attempt."""


class Mismatch(Exception):
    """Amount, currency or kind of money is not what was asked for. Nothing is applied; staff look at it."""


@transaction.atomic
def apply(*, attempt_id: UUID, seen: Seen) -> Payment:
    """Bring an attempt, its payment and the ledger to what the provider says. Raises Mismatch."""
    payment, attempt = lock_attempt(attempt_id)
    _require_match(payment, seen)
    if seen.state != attempt.state and seen.state in ATTEMPT_TRANSITIONS[AttemptState(attempt.state)]:
        _advance(attempt, seen)
        if seen.state == AttemptState.PAID:
            _take_in(payment, attempt)
        elif payment.state in PAYABLE and ALIKE[seen.state] in PAYMENT_TRANSITIONS[PaymentState(payment.state)]:
            move_payment(payment, ALIKE[seen.state])
    if attempt.state == AttemptState.PAID:
        _post_costs(payment, attempt, seen)
    return payment


@transaction.atomic
def note_failed(*, attempt_id: UUID) -> Payment:
    """The provider knows nothing of a running attempt, or refused it: another one may begin."""
    payment, attempt = lock_attempt(attempt_id)
    if attempt.state in RUNNING:
        attempt.state, attempt.ended_at = AttemptState.FAILED, now()
        attempt.save(update_fields=["state", "ended_at"])
        if payment.state == PaymentState.PROCESSING:
            move_payment(payment, PaymentState.FAILED)
    return payment


def _require_match(payment: Payment, seen: Seen) -> None:
    told = (seen.amount_minor, seen.currency, seen.livemode)
    wanted = (payment.amount_minor, payment.currency_id, payment.livemode)
    if told != wanted:
        raise Mismatch(f"payment {payment.pk}: {told} in place of {wanted}")


def _advance(attempt: Attempt, seen: Seen) -> None:
    attempt.state = seen.state
    attempt.checkout_id, attempt.checkout_url = seen.checkout_id, seen.url
    attempt.intent_id, attempt.charge_id = seen.intent_id, seen.charge_id
    attempt.expires_at = seen.expires_at
    attempt.ended_at = None if seen.state in RUNNING else now()
    attempt.save()


def _take_in(payment: Payment, attempt: Attempt) -> None:
    """Money has come in: it is in the ledger whatever becomes of it, and goes back where nobody is waiting for it."""
    shares = list(payment.shares.select_related("payee"))
    lines = [
        Line(Account.AT_PROVIDER, payment.amount_minor),
        *(Line(Account.PAYEE, -share.net_minor, share.payee) for share in shares),
        Line(Account.FEES, -sum(share.fee_minor for share in shares)),
    ]
    post(payment=payment, kind=EntryKind.CHARGE, about=str(attempt.pk), lines=lines)
    if payment.state in PAYABLE or counts_late(payment):
        move_payment(payment, PaymentState.PAID)
    else:
        was_paid = payment.attempts.exclude(pk=attempt.pk).filter(state=AttemptState.PAID).exists()
        reason = RefundReason.PAID_TWICE if was_paid else RefundReason.TOO_LATE
        hand_over(Refund.objects.create(attempt=attempt, amount_minor=payment.amount_minor, reason=reason))


def counts_late(payment: Payment) -> bool:
    """Whether a payment that had expired still counts although its money comes late."""
    answers = {answer for answer in may_still_count(payment) if answer is not None}
    return payment.state == PaymentState.EXPIRED and answers == {True}


def _post_costs(payment: Payment, attempt: Attempt, seen: Seen) -> None:
    if seen.costs_minor:
        lines = [Line(Account.AT_PROVIDER, -seen.costs_minor), Line(Account.CARD_COSTS, seen.costs_minor)]
        post(payment=payment, kind=EntryKind.COSTS, about=str(attempt.pk), lines=lines)
