"""Refunds: promised in the transaction that decides on them, carried out by the worker."""

from functools import partial, reduce
from operator import or_
from uuid import UUID

from celery import current_app
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Sum
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import Party, User
from payments import provider
from payments.actions.locking import lock_attempt, lock_payment
from payments.actions.moving import move_payment, raise_version
from payments.actions.news import tell_to_give_back
from payments.actions.posting import Line, post
from payments.actions.telling import tell_staff
from payments.models import Attempt, LedgerLine, Payment, Refund
from payments.states import (
    COUNTS,
    GIVEN_BACK_WHOLE,
    OUTGOING_TRANSITIONS,
    PAID_AND_KEPT,
    Account,
    AttemptState,
    EntryKind,
    Means,
    OutgoingState,
    PaymentState,
    RefundReason,
)
from web.shares import by_weight

CARRYING_OUT = "payments.tasks.carry_out_refund"


@transaction.atomic
def promise_refund(
    *, acting_user: User | None, payment_id: UUID, amount_minor: int, reason: RefundReason, text: str = "", version: int
) -> Refund:
    """Part of a paid payment, or all of it, goes back to whoever paid it; the worker carries it out.
    What was paid outside the site is given back outside: the payee is told to, and the payer confirms it.

    Raises ValidationError where the payment has changed since `version`, or has less left than that.
    """
    payment = lock_payment(payment_id)
    if payment.version != version:
        raise ValidationError(_("This payment has changed. Look at it again."))
    if payment.state not in PAID_AND_KEPT or not 0 < amount_minor <= left_to_refund(payment):
        raise ValidationError({"amount": _("That is more than can be refunded.")})
    refund = Refund.objects.create(
        attempt=paying_attempt(payment), amount_minor=amount_minor, reason=reason, text=text, begun_by=acting_user
    )
    raise_version(payment)
    if refund.attempt.means == Means.CARD:
        hand_over(refund)
    else:
        tell_to_give_back(payment, refund)
    return refund


def hand_over(refund: Refund) -> None:
    """Have the worker carry it out after the commit; a sweep finds what a crash left."""
    task = partial(current_app.send_task, CARRYING_OUT, [str(refund.pk)], retry=False)
    transaction.on_commit(task, robust=True)


def left_to_refund(payment: Payment) -> int:
    """What of a paid payment has neither been refunded nor been sent on, in minor units."""
    return left_of_attempt(payment, paying_attempt(payment))


def left_of_attempt(payment: Payment, attempt: Attempt) -> int:
    """The same of one paid attempt."""
    refunded = attempt.refunds.filter(state__in=COUNTS).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    sent = attempt.transfers.filter(state__in=COUNTS)
    gone = sum(amount - back for amount, back in sent.values_list("amount_minor", "reversed_minor"))
    return payment.amount_minor - refunded - gone


def paying_attempt(payment: Payment) -> Attempt:
    """The attempt that counts: the first that was paid, since others were given back whole."""
    of_others = Refund.objects.filter(reason__in=GIVEN_BACK_WHOLE).values("attempt")
    return payment.attempts.filter(state=AttemptState.PAID).exclude(pk__in=of_others).get()


def counts(attempt: Attempt) -> bool:
    """Whether a paid attempt is the one that pays its payment."""
    return not attempt.refunds.filter(reason__in=GIVEN_BACK_WHOLE).exists()


def carry_out_refund(*, refund_id: UUID) -> Refund:
    """Have the provider give the money back. Does nothing for one that is done, or whose money
    never was with the provider (`confirm_given_back`). Raises `provider.ProviderDown`."""
    refund = Refund.objects.select_related("attempt__payment").get(pk=refund_id)
    if refund.state != OutgoingState.BEGUN or refund.attempt.means != Means.CARD:
        return refund
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
    refund.text = refund.text or problem
    refund.save()
    raise_version(payment)
    if state == OutgoingState.DONE:
        _post(payment, attempt, refund)
    elif former == OutgoingState.DONE:
        _post_back(payment, refund)
    if state == OutgoingState.FAILED:
        tell_staff(refund=str(refund.pk))
    _follow(payment, attempt)
    return refund


def _post_back(payment: Payment, refund: Refund) -> None:
    """The bank sent a refund back: everybody has again what they gave."""
    gave = LedgerLine.objects.filter(entry__kind=EntryKind.REFUND, entry__about=str(refund.pk)).select_related("party")
    lines = [Line(Account(line.account), -line.amount_minor, line.party) for line in gave]
    post(payment=payment, kind=EntryKind.REFUND_FAILED, about=str(refund.pk), lines=lines)


def _post(payment: Payment, attempt: Attempt, refund: Refund) -> None:
    """What goes back comes from payees and fee, in proportion to what is left of each."""
    left = left_of_each(payment, attempt)
    shares = by_weight(refund.amount_minor, [amount for _account, _party, amount in left])
    lines = [Line(account, share, party) for (account, party, _amount), share in zip(left, shares, strict=True)]
    lines.append(Line(Account.AT_PROVIDER, -refund.amount_minor))
    post(payment=payment, kind=EntryKind.REFUND, about=str(refund.pk), lines=lines, by=refund.begun_by)


def left_of_each(payment: Payment, attempt: Attempt) -> list[tuple[Account, Party | None, int]]:
    """What payees and fee have of an attempt after refunds and chargebacks, in minor units: account, party, amount.
    What a payee owes after a chargeback counts as taken from its share."""
    about = [str(attempt.pk), *map(str, attempt.refunds.values_list("pk", flat=True))]
    disputed = [Q(entry__about__startswith=f"{id}/") for id in attempt.disputes.values_list("pk", flat=True)]
    kinds = (EntryKind.CHARGE, EntryKind.REFUND, EntryKind.REFUND_FAILED)
    lines = LedgerLine.objects.filter(
        reduce(or_, disputed, Q(entry__kind__in=kinds, entry__about__in=about)), entry__payment=payment
    ).exclude(account__in=(Account.AT_PROVIDER, Account.CARD_COSTS))
    left: dict[tuple, int] = {}
    for line in lines.select_related("party"):
        account = Account.PAYEE if line.account == Account.RECEIVABLE else Account(line.account)
        left[account, line.party] = left.get((account, line.party), 0) - line.amount_minor
    return [(account, party, amount) for (account, party), amount in left.items()]


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
