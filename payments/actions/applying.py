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
from payments.actions.sending import send_soon
from payments.hooks import may_still_count
from payments.models import Attempt, Payment, Refund
from payments.provider import Seen
from payments.queries.owed import owed_by_payee
from payments.rules import LONGEST_WAIT, payees_bear_costs
from payments.states import (
    ATTEMPT_TRANSITIONS,
    GIVEN_BACK_WHOLE,
    PAID_AND_KEPT,
    PAYABLE,
    PAYMENT_TRANSITIONS,
    RUNNING,
    Account,
    AttemptState,
    EntryKind,
    PaymentState,
    RefundReason,
)
from web.shares import by_weight

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
        _note_costs(payment, attempt, seen)
        if payment.state in PAID_AND_KEPT:
            send_soon(payment.pk)
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
    if counts(payment):
        move_payment(payment, PaymentState.PAID)
    else:
        if payment.state in PAYABLE:
            move_payment(payment, PaymentState.EXPIRED)
        was_paid = payment.attempts.exclude(pk=attempt.pk).filter(state=AttemptState.PAID).exists()
        reason = RefundReason.PAID_TWICE if was_paid else RefundReason.TOO_LATE
        hand_over(Refund.objects.create(attempt=attempt, amount_minor=payment.amount_minor, reason=reason))


def counts(payment: Payment) -> bool:
    """Whether the money of a locked payment is waited for. After its time what is paid for decides: it is not kept any
    longer then, whether or not the clock has come by to expire the payment."""
    if payment.state in PAYABLE and not is_forfeited(payment):
        return True
    answers = {answer for answer in may_still_count(payment) if answer is not None}
    return payment.state in PAYABLE | {PaymentState.EXPIRED} and answers == {True}


def is_forfeited(payment: Payment) -> bool:
    """Whether the time to pay is over for so long that nothing is kept for the payer."""
    return payment.expires_at is not None and payment.expires_at + LONGEST_WAIT <= now()


def _note_costs(payment: Payment, attempt: Attempt, seen: Seen) -> None:
    """What the provider has kept is entered once it says so. Payees bear it, if they are to, but never more than they
    get, nor those of money that goes back because it was paid twice or too late. Then they are sent their part."""
    if seen.costs_minor is None or attempt.costs_minor is not None:
        return
    attempt.costs_minor = seen.costs_minor
    attempt.save(update_fields=["costs_minor"])
    is_counted = not attempt.refunds.filter(reason__in=GIVEN_BACK_WHOLE).exists()
    borne = _borne_by_payees(payment, seen.costs_minor) if is_counted and payees_bear_costs() else []
    lines = [
        Line(Account.AT_PROVIDER, -seen.costs_minor),
        Line(Account.CARD_COSTS, seen.costs_minor - sum(line.amount_minor for line in borne)),
        *borne,
    ]
    post(payment=payment, kind=EntryKind.COSTS, about=str(attempt.pk), lines=lines)


def _borne_by_payees(payment: Payment, costs_minor: int) -> list[Line]:
    """In proportion to what each gets, by largest remainder. Where a refund was faster and the platform holds less for
    a payee than that, the payee owes the rest."""
    shares, owed = list(payment.shares.select_related("payee")), owed_by_payee(payment)
    nets = [share.net_minor for share in shares]
    parts = by_weight(min(costs_minor, sum(nets)), nets)
    held = [min(part, max(owed.get(share.payee_id, 0), 0)) for share, part in zip(shares, parts, strict=True)]
    return [
        line
        for share, part, of_it in zip(shares, parts, held, strict=True)
        for line in (Line(Account.PAYEE, of_it, share.payee), Line(Account.RECEIVABLE, part - of_it, share.payee))
    ]
