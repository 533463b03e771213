"""Refunds: promised in the transaction that decides on them, carried out by the worker."""

from uuid import UUID

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
from payments.models import Attempt, LedgerLine, Payment, Refund
from payments.states import COUNTS, Account, AttemptState, EntryKind, Means, OutgoingState, PaymentState, RefundReason
from web.shares import by_weight

REFUNDABLE = (PaymentState.PAID, PaymentState.PARTLY_REFUNDED)


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
    if payment.state not in REFUNDABLE or not 0 < amount_minor <= left_to_refund(payment):
        raise ValidationError({"amount": _("That is more than can be refunded.")})
    refund = Refund.objects.create(
        attempt=paying_attempt(payment), amount_minor=amount_minor, reason=reason, text=text, begun_by=acting_user
    )
    raise_version(payment)
    if refund.attempt.means != Means.CARD:
        tell_to_give_back(payment, refund)
    return refund


def left_to_refund(payment: Payment) -> int:
    """What of a paid payment has neither been refunded nor been sent on, in minor units."""
    attempt = paying_attempt(payment)
    refunded = attempt.refunds.filter(state__in=COUNTS).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    sent = attempt.transfers.filter(state__in=COUNTS)
    gone = sum(amount - back for amount, back in sent.values_list("amount_minor", "reversed_minor"))
    return payment.amount_minor - refunded - gone


def paying_attempt(payment: Payment) -> Attempt:
    """The attempt that counts: the first that was paid, since others were given back whole."""
    of_others = Refund.objects.filter(reason__in=(RefundReason.PAID_TWICE, RefundReason.TOO_LATE)).values("attempt")
    return payment.attempts.filter(state=AttemptState.PAID).exclude(pk__in=of_others).get()


def carry_out_refund(*, refund_id: UUID) -> Refund:
    """Have the provider give the money back. Does nothing for one that is done, or whose money
    never was with the provider (`confirm_given_back`). Raises `provider.ProviderDown`."""
    refund = Refund.objects.select_related("attempt__payment").get(pk=refund_id)
    if refund.state != OutgoingState.BEGUN or refund.attempt.means != Means.CARD:
        return refund
    try:
        provider_id = provider.give_back(refund)
    except provider.ProviderRefused as refusal:
        return _end(refund_id, OutgoingState.FAILED, problem=str(refusal))
    return _end(refund_id, OutgoingState.DONE, provider_id=provider_id)


@transaction.atomic
def _end(refund_id: UUID, state: OutgoingState, *, provider_id: str = "", problem: str = "") -> Refund:
    payment, attempt = lock_attempt(Refund.objects.values_list("attempt", flat=True).get(pk=refund_id))
    refund = Refund.objects.select_for_update(no_key=True).get(pk=refund_id)
    if refund.state != OutgoingState.BEGUN:
        return refund
    refund.state, refund.provider_id, refund.ended_at = state, provider_id, now()
    refund.text = refund.text or problem
    refund.save()
    raise_version(payment)
    if state == OutgoingState.DONE:
        _post(payment, attempt, refund)
        _follow(payment, attempt)
    return refund


def _post(payment: Payment, attempt: Attempt, refund: Refund) -> None:
    """What goes back comes from payees and fee, in proportion to what is left of each."""
    left = _left_of_each(payment, attempt)
    shares = by_weight(refund.amount_minor, [amount for _account, _party, amount in left])
    lines = [Line(account, share, party) for (account, party, _amount), share in zip(left, shares, strict=True)]
    lines.append(Line(Account.AT_PROVIDER, -refund.amount_minor))
    post(payment=payment, kind=EntryKind.REFUND, about=str(refund.pk), lines=lines, by=refund.begun_by)


def _left_of_each(payment: Payment, attempt: Attempt) -> list[tuple]:
    about = [str(attempt.pk), *map(str, attempt.refunds.values_list("pk", flat=True))]
    lines = LedgerLine.objects.filter(
        entry__payment=payment, entry__kind__in=(EntryKind.CHARGE, EntryKind.REFUND), entry__about__in=about
    ).exclude(account=Account.AT_PROVIDER)
    left: dict[tuple, int] = {}
    for line in lines.select_related("party"):
        key = (line.account, line.party)
        left[key] = left.get(key, 0) - line.amount_minor
    return [(account, party, amount) for (account, party), amount in left.items()]


def _follow(payment: Payment, attempt: Attempt) -> None:
    """The payment says what became of it; what was paid twice or too late changes nothing of it."""
    if payment.state not in REFUNDABLE or attempt != paying_attempt(payment):
        return
    refunded = attempt.refunds.filter(state=OutgoingState.DONE).aggregate(sum=Sum("amount_minor"))["sum"]
    is_whole = refunded == payment.amount_minor
    move_payment(payment, PaymentState.REFUNDED if is_whole else PaymentState.PARTLY_REFUNDED)
