"""Disputes: a cardholder asks the bank for the money back. The bank takes it at once, and gives it back if we win.

The ledger follows what the provider moved, each movement once by its id. What a payee has not been sent yet pays for
it; what it has been sent, it owes.
"""

from operator import attrgetter
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import now

from accounts.models import Party
from payments import provider
from payments.actions.applying import Mismatch
from payments.actions.locking import lock_attempt
from payments.actions.moving import move_payment, raise_version
from payments.actions.posting import Line, post
from payments.actions.refunds import counts, state_by_refunds
from payments.actions.telling import tell_parties, tell_staff
from payments.hooks import payment_changed
from payments.models import Attempt, Dispute, LedgerEntry, LedgerLine, Payment
from payments.provider import SeenDispute
from payments.provider.seeing import Moved
from payments.queries.owed import left_of_each
from payments.states import (
    DISPUTE_TRANSITIONS,
    OPEN_DISPUTES,
    PAID_AND_KEPT,
    Account,
    DisputeState,
    EntryKind,
    OutgoingState,
    PaymentState,
)
from web.shares import by_weight


def follow_dispute(*, attempt: Attempt, dispute_id: str) -> Payment:
    """Look at a dispute about an attempt as it is now, and apply it. Raises ProviderDown, ProviderRefused and
    Mismatch."""
    return apply_dispute(attempt_id=attempt.pk, seen=provider.look_at_dispute(dispute_id))


@transaction.atomic
def apply_dispute(*, attempt_id: UUID, seen: SeenDispute) -> Payment:
    """Bring a dispute, its payment and the ledger to what the provider says. Payer, payees and staff are told."""
    payment, attempt = lock_attempt(attempt_id)
    if (seen.charge_id, seen.currency, seen.livemode) != (attempt.charge_id, payment.currency_id, payment.livemode):
        raise Mismatch(f"{seen.id}: {seen.currency} of {seen.charge_id} is not payment {payment.pk}")
    dispute = Dispute.objects.filter(provider_id=seen.id).first() or _open(attempt, seen)
    for moved in sorted(seen.moved, key=attrgetter("amount_minor")):  # what left, before what came back
        dispute.withdrawn_minor -= _enter(payment, attempt, dispute, moved)
    former = dispute.state
    if seen.state in DISPUTE_TRANSITIONS[DisputeState(former)]:
        dispute.state = seen.state
        dispute.ended_at = None if seen.state in OPEN_DISPUTES else now()
        dispute.respond_by = seen.respond_by
    dispute.save()
    _move(payment, attempt)
    if dispute.state != former and dispute.state not in OPEN_DISPUTES:
        tell_staff(dispute=str(dispute.pk))
        if dispute.state != DisputeState.CLOSED and counts(attempt):
            tell_parties(f"chargeback_{dispute.state}", payment)
        if dispute.state == DisputeState.LOST and payment.state == PaymentState.CHARGED_BACK:
            raise_version(payment)
            payment_changed(payment, PaymentState.CHARGED_BACK, None)  # no other state, but now it is final
    return payment


def _open(attempt: Attempt, seen: SeenDispute) -> Dispute:
    dispute = Dispute.objects.create(
        attempt=attempt,
        provider_id=seen.id,
        state=DisputeState.INQUIRY,
        amount_minor=seen.amount_minor,
        reason=seen.reason,
        respond_by=seen.respond_by,
    )
    tell_staff(dispute=str(dispute.pk))
    return dispute


def _move(payment: Payment, attempt: Attempt) -> None:
    """The payment says whether a bank holds its money back; disputes about a second payment change nothing of it."""
    if payment.state not in (*PAID_AND_KEPT, PaymentState.CHARGED_BACK) or not counts(attempt):
        return
    if attempt.disputes.filter(withdrawn_minor__gt=0).exists():
        if payment.state != PaymentState.CHARGED_BACK:
            tell_parties("charged_back", payment)
        move_payment(payment, PaymentState.CHARGED_BACK)
    elif payment.state == PaymentState.CHARGED_BACK:
        move_payment(payment, state_by_refunds(payment, attempt))


def _enter(payment: Payment, attempt: Attempt, dispute: Dispute, moved: Moved) -> int:
    """Enter money that left or came back, once; what came back, in minor units (negative: what left)."""
    kind = EntryKind.CHARGEBACK if moved.amount_minor < 0 else EntryKind.CHARGEBACK_WON
    about = f"{dispute.pk}/{moved.id}"
    if LedgerEntry.objects.filter(kind=kind, about=about).exists():
        return 0
    if moved.amount_minor < 0:
        lines = _withdrawn(payment, attempt, -moved.amount_minor)
    else:
        lines = _given_back(payment, dispute, moved.amount_minor)
    post(payment=payment, kind=kind, about=about, lines=[*lines, Line(Account.AT_PROVIDER, moved.amount_minor)])
    if moved.fee_minor:
        fee = [Line(Account.AT_PROVIDER, -moved.fee_minor), Line(Account.CARD_COSTS, moved.fee_minor)]
        post(payment=payment, kind=EntryKind.COSTS, about=about, lines=fee)
    return moved.amount_minor


def _withdrawn(payment: Payment, attempt: Attempt, amount: int) -> list[Line]:
    """Payees and fee bear it in proportion to what is left of each. What the bank takes beyond that is our loss."""
    left = left_of_each(payment, attempt)
    borne = min(amount, sum(part for _account, _party, part in left))
    shares = by_weight(borne, [part for _account, _party, part in left]) if borne else [0] * len(left)
    lines = [Line(Account.CARD_COSTS, amount - borne)]
    for (account, party, _part), share in zip(left, shares, strict=True):
        unsent = min(share, _unsent(payment, attempt, party)) if party else share
        lines += [Line(account, unsent, party), Line(Account.RECEIVABLE, share - unsent, party)]
    return lines


def _unsent(payment: Payment, attempt: Attempt, party: Party) -> int:
    """What a payee is owed of an attempt and has not been sent. A transfer that has begun counts as sent."""
    others = payment.attempts.exclude(pk=attempt.pk)
    about_others = [*others.values_list("pk", flat=True), *others.values_list("refunds", flat=True)]
    lines = LedgerLine.objects.filter(entry__payment=payment, account=Account.PAYEE, party=party).exclude(
        entry__about__in=map(str, about_others)
    )
    owed = -(lines.aggregate(sum=Sum("amount_minor"))["sum"] or 0)
    begun = attempt.transfers.filter(state=OutgoingState.BEGUN, payee=party)
    return max(0, owed - (begun.aggregate(sum=Sum("amount_minor"))["sum"] or 0))


def _given_back(payment: Payment, dispute: Dispute, amount: int) -> list[Line]:
    """Everybody who bore it gets it back, in proportion."""
    lines = LedgerLine.objects.filter(
        entry__payment=payment,
        entry__kind__in=(EntryKind.CHARGEBACK, EntryKind.CHARGEBACK_WON),
        entry__about__startswith=f"{dispute.pk}/",
    ).exclude(account__in=(Account.AT_PROVIDER, Account.CARD_COSTS))
    bore: dict[tuple, int] = {}
    for line in lines.select_related("party"):
        key = (line.account, line.party)
        bore[key] = bore.get(key, 0) + line.amount_minor
    whole = min(amount, sum(bore.values()))
    shares = by_weight(whole, list(bore.values())) if whole else [0] * len(bore)
    back = [Line(account, -share, party) for ((account, party), share) in zip(bore, shares, strict=True)]
    return [*back, Line(Account.CARD_COSTS, whole - amount)]
