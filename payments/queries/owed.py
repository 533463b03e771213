"""What payees are still owed of what was paid by card: sums of ledger lines, less what is promised already."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Sum

from accounts.models import Party
from payments.models import Attempt, LedgerEntry, LedgerLine, Payment, Refund
from payments.states import (
    SENDABLE,
    Account,
    AttemptState,
    EntryKind,
    OutgoingState,
    RefundReason,
)
from web.shares import by_weight

GIVEN_BACK = (RefundReason.PAID_TWICE, RefundReason.TOO_LATE)
"""Refunds of attempts that never counted."""
Side = tuple[Account, UUID | None]
"""What a refund comes from: a payee, or an account of the platform."""


def paying_attempt(payment: Payment) -> Attempt:
    """The attempt that counts: the first that was paid, since others were given back whole."""
    of_others = Refund.objects.filter(reason__in=GIVEN_BACK).values("attempt")
    return payment.attempts.filter(state=AttemptState.PAID).exclude(pk__in=of_others).get()


def entries_that_count(payment: Payment) -> "list[UUID]":
    """The ids of the ledger's entries of a payment, without those of attempts that were given back whole. Two
    queries."""
    back = Refund.objects.filter(attempt__payment=payment, reason__in=GIVEN_BACK).values_list("pk", "attempt_id")
    about = [str(each) for pair in back for each in pair]
    return list(LedgerEntry.objects.filter(payment=payment).exclude(about__in=about).values_list("pk", flat=True))


def owed_by_payee(payment: Payment) -> dict[UUID, int]:
    """What the ledger says each payee is owed of a payment, by the payee's id; negative where a payee has got too much.
    Three queries."""
    lines = LedgerLine.objects.filter(entry__in=entries_that_count(payment), account=Account.PAYEE)
    return {party: -total for party, total in lines.values_list("party").annotate(Sum("amount_minor")).order_by()}


def owed_to(party: Party, payments: Collection[UUID]) -> dict[UUID, int]:
    """What the ledger says one payee is owed of each of these payments. One query."""
    lines = LedgerLine.objects.filter(entry__payment__in=payments, account=Account.PAYEE, party=party)
    sums = lines.values_list("entry__payment").annotate(Sum("amount_minor")).order_by()
    return {payment_id: -total for payment_id, total in sums}


def left_of_each(payment: Payment) -> dict[Side, int]:
    """What of a paid payment is left to be refunded from each payee and from the fee, by the ledger: the parts of the
    charge less those of refunds. Three queries."""
    kinds = (EntryKind.CHARGE, EntryKind.REFUND)
    lines = LedgerLine.objects.filter(entry__in=entries_that_count(payment), entry__kind__in=kinds)
    left: dict[Side, int] = {}
    for line in lines.exclude(account=Account.AT_PROVIDER).order_by("id"):
        side = (Account.PAYEE if line.party_id else Account(line.account), line.party_id)
        left[side] = left.get(side, 0) - line.amount_minor
    return left


def parts_of_refund(left: dict[Side, int], amount_minor: int) -> dict[Side, int]:
    """What a refund takes from each, in proportion to what is left of each."""
    return dict(zip(left, by_weight(amount_minor, list(left.values())), strict=True))


def owed_after_promises(payment: Payment, attempt: Attempt) -> tuple[dict[UUID, int], dict[Side, int]]:
    """What each payee will be owed, and what is left to be refunded from each, once every transfer, reversal and refund
    that has begun is done. Assumes the lock on the payment."""
    owed, left = owed_by_payee(payment), left_of_each(payment)
    begun = attempt.transfers.filter(state=OutgoingState.BEGUN)
    for payee_id, amount in begun.values_list("payee", "amount_minor"):
        owed[payee_id] = owed.get(payee_id, 0) - amount
    for refund in attempt.refunds.filter(state=OutgoingState.BEGUN).prefetch_related("reversals__transfer"):
        parts = parts_of_refund(left, refund.amount_minor)
        left = {side: amount - parts[side] for side, amount in left.items()}
        for (_account, party_id), part in parts.items():
            if party_id:
                owed[party_id] = owed.get(party_id, 0) - part
        for reversal in refund.reversals.all():
            if reversal.state == OutgoingState.BEGUN:
                owed[reversal.transfer.payee_id] += reversal.amount_minor
    return owed, left


def unsent(livemode: bool, *, payees: Collection[UUID] | None = None) -> list[UUID]:
    """The ids of the paid payments of which somebody is still owed something, the oldest first; only those with these
    payees, where they are given. One query over the ledger's lines of payees."""
    lines = LedgerLine.objects.filter(
        account=Account.PAYEE, entry__payment__state__in=SENDABLE, entry__livemode=livemode
    )
    if payees is not None:
        lines = lines.filter(party__in=payees)
    sums = lines.values("entry__payment", "party").annotate(total=Sum("amount_minor")).filter(total__lt=0)
    return list(dict.fromkeys(sums.order_by("entry__payment").values_list("entry__payment", flat=True)))


def debt_of(party: Party, currency: str, *, livemode: bool) -> int:
    """What the party owes the platform, in minor units. Assumes the lock on the party where it is set off."""
    lines = LedgerLine.objects.filter(
        party=party, account=Account.RECEIVABLE, entry__currency=currency, entry__livemode=livemode
    )
    return lines.aggregate(sum=Sum("amount_minor"))["sum"] or 0
