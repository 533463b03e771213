"""What payees are still owed of what was paid by card: sums of ledger lines, less what is promised already."""

from collections.abc import Collection
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from accounts.models import Party
from payments.models import Attempt, Dispute, LedgerEntry, LedgerLine, Payment, Refund, Reversal
from payments.states import (
    GIVEN_BACK_WHOLE,
    PAID_AND_KEPT,
    Account,
    AttemptState,
    EntryKind,
    OutgoingState,
)
from web.shares import by_weight

Left = list[tuple[Account, Party | None, int]]
"""What is left of a payee, or of an account of the platform, in minor units."""


def paying_attempt(payment: Payment) -> Attempt:
    """The attempt that counts: the first that was paid, since others were given back whole."""
    of_others = Refund.objects.filter(reason__in=GIVEN_BACK_WHOLE).values("attempt")
    return payment.attempts.filter(state=AttemptState.PAID).exclude(pk__in=of_others).get()


def entries_that_count(payment: Payment) -> QuerySet[LedgerEntry]:
    """The ledger's entries of a payment, without those of attempts that were given back whole. Two queries."""
    back = Refund.objects.filter(attempt__payment=payment, reason__in=GIVEN_BACK_WHOLE)
    about = [str(each) for pair in back.values_list("pk", "attempt_id") for each in pair]
    disputes = Dispute.objects.filter(attempt__in=back.values("attempt")).values_list("pk", flat=True)
    of_disputes = reduce(or_, (Q(about__startswith=f"{id}/") for id in disputes), Q(about__in=about))
    return LedgerEntry.objects.filter(payment=payment).exclude(of_disputes)


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


def left_of_each(payment: Payment, attempt: Attempt) -> Left:
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


def parts_of_refund(left: Left, amount_minor: int) -> Left:
    """What a refund takes from each, in proportion to what is left of each."""
    shares = by_weight(amount_minor, [amount for _account, _party, amount in left])
    return [(account, party, share) for (account, party, _amount), share in zip(left, shares, strict=True)]


def owed_after_promises(payment: Payment, attempt: Attempt) -> tuple[dict[UUID, int], Left]:
    """What each payee will be owed, by its id, and what is left of each to be refunded, once every transfer, reversal
    and refund that has begun is done. Assumes the lock on the payment."""
    owed, left = owed_by_payee(payment), left_of_each(payment, attempt)
    begun = attempt.transfers.filter(state=OutgoingState.BEGUN)
    for payee_id, amount in begun.values_list("payee", "amount_minor"):
        owed[payee_id] = owed.get(payee_id, 0) - amount
    coming = Reversal.objects.filter(transfer__attempt=attempt, state=OutgoingState.BEGUN)
    for payee_id, amount in coming.values_list("transfer__payee", "amount_minor"):
        owed[payee_id] = owed.get(payee_id, 0) + amount
    for refund in attempt.refunds.filter(state=OutgoingState.BEGUN):
        parts = parts_of_refund(left, refund.amount_minor)
        for _account, party, part in parts:
            if party:
                owed[party.pk] = owed.get(party.pk, 0) - part
        taken = [part for _account, _party, part in parts]
        left = [(account, party, amount - part) for (account, party, amount), part in zip(left, taken, strict=True)]
    return owed, left


def unsent(livemode: bool, *, payees: Collection[UUID] | None = None) -> list[UUID]:
    """The ids of the paid payments of which somebody is still owed something, the oldest first; only those with these
    payees, where they are given. One query over the ledger's lines of payees."""
    lines = LedgerLine.objects.filter(
        account=Account.PAYEE, entry__payment__state__in=PAID_AND_KEPT, entry__livemode=livemode
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
