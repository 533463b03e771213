"""Money that went outside the site has arrived."""

from django.utils.timezone import now

from accounts.models import User
from payments.access import payee_of
from payments.actions.applying import counts
from payments.actions.moving import move_payment, raise_version
from payments.actions.news import tell_of_attempt, tell_to_give_back
from payments.actions.posting import Line, post
from payments.models import Attempt, Payment, Refund
from payments.states import Account, AttemptState, EntryKind, PaymentState, RefundReason


def receive(payment: Payment, attempt: Attempt, by: User) -> None:
    """Enter the money, and pay the payment with it. Where it was paid in another way meanwhile, or nobody waits for it
    any more, the payee is to give it back. Assumes the payment locked."""
    payee = payee_of(payment)
    end(attempt, AttemptState.PAID)
    lines = [
        Line(Account.OUTSIDE, -payment.amount_minor, payment.payer),
        Line(Account.OUTSIDE, payment.amount_minor, payee),
    ]
    post(payment=payment, kind=EntryKind.OUTSIDE, about=str(attempt.pk), lines=lines, by=by)
    tell_of_attempt("arrived", payment.payer, attempt, but=by)
    if counts(payment):
        move_payment(payment, PaymentState.PAID, by=by)
        return
    was_paid = payment.attempts.exclude(pk=attempt.pk).filter(state=AttemptState.PAID).exists()
    reason = RefundReason.PAID_TWICE if was_paid else RefundReason.TOO_LATE
    refund = Refund.objects.create(attempt=attempt, amount_minor=payment.amount_minor, reason=reason, begun_by=by)
    raise_version(payment)
    tell_to_give_back(payment, refund)


def end(attempt: Attempt, state: AttemptState) -> None:
    """Write how a locked attempt has ended."""
    attempt.state, attempt.ended_at = state, now()
    attempt.save(update_fields=["state", "ended_at"])
