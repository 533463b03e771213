"""Refunds: promised in the transaction that decides on them, carried out by the worker."""

from functools import partial
from uuid import UUID

from celery import current_app
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from payments import provider
from payments.actions.locking import lock_attempt, lock_payment
from payments.actions.moving import move_payment, raise_version
from payments.actions.news import tell_to_give_back
from payments.actions.posting import Line, post
from payments.actions.reversals import carry_out_reversals, promise_reversals
from payments.actions.sending import send_soon
from payments.actions.telling import tell_staff
from payments.data.units import smallest_step
from payments.models import Attempt, LedgerLine, Payment, Refund
from payments.queries.owed import left_of_each, owed_by_payee, parts_of_refund, paying_attempt
from payments.states import (
    COUNTS,
    GIVEN_BACK_WHOLE,
    OUTGOING_TRANSITIONS,
    PAID_AND_KEPT,
    Account,
    EntryKind,
    Means,
    OutgoingState,
    PaymentState,
    RefundReason,
)
from web.money import format_amount

CARRYING_OUT = "payments.tasks.carry_out_refund"


@transaction.atomic
def promise_refund(
    *, acting_user: User | None, payment_id: UUID, amount_minor: int, reason: RefundReason, text: str = "", version: int
) -> Refund:
    """Part of a paid payment, or all of it, goes back to whoever paid it; the worker carries it out.
    What was paid outside the site is given back outside: the payee is told to, and the payer confirms it.

    Raises ValidationError where the payment has changed since `version`, has less left than that, or was paid by card
    in a currency that cards take in larger steps.
    """
    payment = lock_payment(payment_id)
    if payment.version != version:
        raise ValidationError(_("This payment has changed. Check it again."))
    if payment.state not in PAID_AND_KEPT or not 0 < amount_minor <= left_to_refund(payment):
        raise ValidationError({"amount": _("You can’t refund that much.")})
    attempt = paying_attempt(payment)
    _check_step(payment, attempt, amount_minor)
    refund = Refund(attempt=attempt, amount_minor=amount_minor, reason=reason, text=text, begun_by=acting_user)
    promise_reversals(payment, attempt, refund)
    raise_version(payment)
    if refund.attempt.means == Means.CARD:
        hand_over(refund)
    else:
        tell_to_give_back(payment, refund)
    return refund


def _check_step(payment: Payment, attempt: Attempt, amount_minor: int) -> None:
    step = smallest_step(payment.currency_id)
    if attempt.means == Means.CARD and amount_minor % step:
        amount = format_amount(step, payment.currency_id)
        raise ValidationError({"amount": _("Cards take this currency in steps of %(amount)s.") % {"amount": amount}})


def in_whole_steps(payment: Payment, amount_minor: int) -> int:
    """An amount, rounded up to what the provider can give back. A payment was paid in whole steps, so this is never
    more than is left, unless the amount was."""
    step = smallest_step(payment.currency_id)
    return -(-amount_minor // step) * step


def hand_over(refund: Refund) -> None:
    """Have the worker carry it out after the commit; a sweep finds what a crash left."""
    task = partial(current_app.send_task, CARRYING_OUT, [str(refund.pk)], retry=False)
    transaction.on_commit(task, robust=True)


def left_to_refund(payment: Payment) -> int:
    """What of a paid payment has not been refunded, in minor units. What payees were sent of it is taken back first."""
    return left_of_attempt(payment, paying_attempt(payment))


def left_of_attempt(payment: Payment, attempt: Attempt) -> int:
    """The same of one paid attempt."""
    refunded = attempt.refunds.filter(state__in=COUNTS).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    return payment.amount_minor - refunded


def counts(attempt: Attempt) -> bool:
    """Whether a paid attempt is the one that pays its payment."""
    return not attempt.refunds.filter(reason__in=GIVEN_BACK_WHOLE).exists()


def carry_out_refund(*, refund_id: UUID) -> Refund:
    """Have the provider give the money back, once what payees were sent of it is taken back. Does nothing for one that
    is done, or whose money never was with the provider (`confirm_given_back`). Raises `provider.ProviderDown`."""
    refund = Refund.objects.select_related("attempt__payment").get(pk=refund_id)
    carry_out_reversals(refund)
    if refund.state != OutgoingState.BEGUN or refund.attempt.means != Means.CARD:
        return refund
    carry_out_reversals(refund)
    try:
        seen = provider.give_back(refund)
    except provider.ProviderRefused as refusal:
        return _end(refund_id, OutgoingState.FAILED, problem=str(refusal))
    if seen.state == OutgoingState.BEGUN:
        return refund
    return _end(refund_id, seen.state, provider_id=seen.id)


@transaction.atomic
def _end(refund_id: UUID, state: OutgoingState, *, provider_id: str = "", problem: str = "") -> Refund:
    payment, attempt = lock_attempt(Refund.objects.values_list("attempt", flat=True).get(pk=refund_id))
    refund = Refund.objects.get(pk=refund_id)
    return end_refund(payment, attempt, refund, state, provider_id=provider_id, problem=problem)


def end_refund(
    payment: Payment, attempt: Attempt, refund: Refund, state: OutgoingState, *, provider_id: str, problem: str = ""
) -> Refund:
    """The refund is done, or has failed: at once, or days later when the bank sent its money back. Staff are told of
    what failed. Call it with payment and attempt locked; what was noted before changes nothing."""
    former = OutgoingState(refund.state)
    if state not in OUTGOING_TRANSITIONS[former]:
        return refund
    refund.state, refund.provider_id, refund.ended_at = state, provider_id or refund.provider_id, now()
    refund.problem = problem or refund.problem
    refund.save()
    raise_version(payment)
    if state == OutgoingState.DONE:
        _post(payment, attempt, refund)
    elif former == OutgoingState.DONE:
        _post_back(payment, refund)
    if state == OutgoingState.FAILED:
        tell_staff(refund=str(refund.pk))
    _follow(payment, attempt)
    if payment.state in PAID_AND_KEPT:  # what waited for this refund, or was taken back for it in vain
        send_soon(payment.pk)
    return refund


def _post_back(payment: Payment, refund: Refund) -> None:
    """The bank sent a refund back: everybody has again what they gave."""
    gave = LedgerLine.objects.filter(entry__kind=EntryKind.REFUND, entry__about=str(refund.pk)).select_related("party")
    lines = [Line(Account(line.account), -line.amount_minor, line.party) for line in gave]
    post(payment=payment, kind=EntryKind.REFUND_FAILED, about=str(refund.pk), lines=lines)


def _post(payment: Payment, attempt: Attempt, refund: Refund) -> None:
    """What goes back comes from payees and fee, in proportion to what is left of each. A payee of whom the platform
    holds less than that, such as for card costs, owes the rest."""
    parts = parts_of_refund(left_of_each(payment, attempt), refund.amount_minor)
    owed = owed_by_payee(payment) if counts(attempt) else None
    lines = [Line(Account.AT_PROVIDER, -refund.amount_minor)]
    for account, party, part in parts:
        held = part if party is None or owed is None else min(part, max(owed.get(party.pk, 0), 0))
        lines += [Line(account, held, party), Line(Account.RECEIVABLE, part - held, party)]
    post(payment=payment, kind=EntryKind.REFUND, about=str(refund.pk), lines=lines, by=refund.begun_by)


def state_by_refunds(payment: Payment, attempt: Attempt) -> PaymentState:
    """What a paid payment is after what was given back of the attempt that counts."""
    done = attempt.refunds.filter(state=OutgoingState.DONE)
    refunded = done.aggregate(sum=Sum("amount_minor"))["sum"] or 0
    if not refunded:
        return PaymentState.PAID
    return PaymentState.REFUNDED if refunded == payment.amount_minor else PaymentState.PARTLY_REFUNDED


def _follow(payment: Payment, attempt: Attempt) -> None:
    """The payment says what became of it; what was paid twice or too late changes nothing of it."""
    if payment.state in (*PAID_AND_KEPT, PaymentState.REFUNDED) and counts(attempt):
        move_payment(payment, state_by_refunds(payment, attempt))
