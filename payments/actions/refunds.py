"""Refunds: promised in the transaction that decides on them, carried out by the worker."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import Party, User
from payments import provider
from payments.actions.locking import lock_attempt, lock_payment
from payments.actions.moving import move_payment
from payments.actions.posting import Line, post
from payments.actions.reversals import carry_out_reversals, promise_reversals
from payments.actions.sending import send_soon
from payments.models import Attempt, LedgerLine, Payment, Refund
from payments.queries.owed import GIVEN_BACK, left_of_each, owed_by_payee, parts_of_refund, paying_attempt
from payments.states import COUNTS, SENDABLE, Account, EntryKind, OutgoingState, PaymentState, RefundReason


@transaction.atomic
def promise_refund(
    *, acting_user: User | None, payment_id: UUID, amount_minor: int, reason: RefundReason, text: str = "", version: int
) -> Refund:
    """Part of a paid payment, or all of it, goes back to whoever paid it; the worker carries it out.

    Raises ValidationError where the payment has changed since `version`, or has less left than that.
    """
    payment = lock_payment(payment_id)
    if payment.version != version:
        raise ValidationError(_("This payment has changed. Look at it again."))
    if payment.state not in SENDABLE or not 0 < amount_minor <= left_to_refund(payment):
        raise ValidationError({"amount": _("That is more than can be refunded.")})
    attempt = paying_attempt(payment)
    refund = Refund(attempt=attempt, amount_minor=amount_minor, reason=reason, text=text, begun_by=acting_user)
    promise_reversals(payment, attempt, refund)
    payment.version += 1
    payment.save(update_fields=["version"])
    return refund


def left_to_refund(payment: Payment) -> int:
    """What of a paid payment has not been refunded, in minor units. What payees were sent of it is taken back first."""
    counted = paying_attempt(payment).refunds.filter(state__in=COUNTS)
    return payment.amount_minor - (counted.aggregate(sum=Sum("amount_minor"))["sum"] or 0)


def carry_out_refund(*, refund_id: UUID) -> Refund:
    """Have the provider give the money back, once what payees were sent of it is taken back. Does nothing for one that
    is done. Raises `provider.ProviderDown`."""
    refund = Refund.objects.select_related("attempt__payment").get(pk=refund_id)
    if refund.state != OutgoingState.BEGUN:
        return refund
    carry_out_reversals(refund)
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
    if state == OutgoingState.DONE:
        _post(payment, attempt, refund)
        _follow(payment, attempt)
    if payment.state in SENDABLE:  # what waited for this refund, or was taken back for it in vain
        send_soon(payment.pk)
    return refund


def _post(payment: Payment, attempt: Attempt, refund: Refund) -> None:
    lines = _all_of(attempt) if refund.reason in GIVEN_BACK else _in_proportion(payment, refund.amount_minor)
    lines = [*lines, Line(Account.AT_PROVIDER, -refund.amount_minor)]
    post(payment=payment, kind=EntryKind.REFUND, about=str(refund.pk), lines=lines, by=refund.begun_by)


def _all_of(attempt: Attempt) -> list[Line]:
    """The parts of a charge that goes back whole, since it never counted."""
    charge = LedgerLine.objects.filter(entry__kind=EntryKind.CHARGE, entry__about=str(attempt.pk))
    parts = charge.exclude(account=Account.AT_PROVIDER).select_related("party")
    return [Line(Account(part.account), -part.amount_minor, part.party) for part in parts]


def _in_proportion(payment: Payment, amount_minor: int) -> list[Line]:
    """From payees and fee, in proportion to what is left of each. A payee of whom the platform holds less than that,
    such as for card costs, owes the rest."""
    parts, owed = parts_of_refund(left_of_each(payment), amount_minor), owed_by_payee(payment)
    parties = Party.objects.in_bulk([party_id for _account, party_id in parts if party_id])
    lines = []
    for (account, party_id), part in parts.items():
        if party_id is None:
            lines.append(Line(account, part))
            continue
        held = min(part, max(owed.get(party_id, 0), 0))
        lines.append(Line(Account.PAYEE, held, parties[party_id]))
        lines.append(Line(Account.RECEIVABLE, part - held, parties[party_id]))
    return lines


def _follow(payment: Payment, attempt: Attempt) -> None:
    """The payment says what became of it; what was paid twice or too late changes nothing of it."""
    if payment.state not in SENDABLE or attempt != paying_attempt(payment):
        return
    refunded = attempt.refunds.filter(state=OutgoingState.DONE).aggregate(sum=Sum("amount_minor"))["sum"]
    is_whole = refunded == payment.amount_minor
    move_payment(payment, PaymentState.REFUNDED if is_whole else PaymentState.PARTLY_REFUNDED)
