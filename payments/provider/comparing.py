"""Whether what the provider reports of our payments is what our tables say."""

from collections.abc import Iterable

from django.db.models import Sum

from payments.models import Attempt, Dispute, LedgerEntry, Refund, Reversal, Transfer
from payments.provider.seeing import (
    SeenCharge,
    SeenDispute,
    SeenRefund,
    SeenTransfer,
    charges_since,
    disputes_since,
    refunds_since,
    transfers_since,
)
from payments.queries import Difference
from payments.rules import is_live
from payments.states import Account, AttemptState, EntryKind, Means, OutgoingState


def differences_at_provider() -> list[Difference]:
    """Every charge, refund, transfer and dispute that the provider tells otherwise than our tables. Only of the kind of
    money that this site moves. It reads all that there is: 100 objects with each request. Raises ProviderDown."""
    charges = {one.id: one for one in charges_since(None)}
    return [
        *_charges(charges),
        *_refunds({one.id: one for one in refunds_since(None)}, charges),
        *_transfers({one.id: one for one in transfers_since(None)}),
        *_disputes(disputes_since(None), charges),
    ]


def _charges(told: dict[str, SeenCharge]) -> Iterable[Difference]:
    attempts = Attempt.objects.filter(
        means=Means.CARD, state=AttemptState.PAID, payment__livemode=is_live()
    ).select_related("payment")
    ours = {attempt.charge_id: attempt for attempt in attempts}
    costs = _sums(EntryKind.COSTS, Account.AT_PROVIDER)
    refunded = _refunded()
    for id, one in told.items():
        attempt = ours.get(id)
        if attempt is None:
            if one.is_paid:
                yield Difference("paid at the provider, but not here", id)
            continue
        if (one.amount_minor, one.currency) != (attempt.payment.amount_minor, attempt.payment.currency_id):
            yield Difference("another amount was paid at the provider", id)
        if one.costs_minor is not None and one.costs_minor != -costs.get(str(attempt.pk), 0):
            yield Difference("the provider kept other card costs", id)
        if one.refunded_minor != refunded.get(id, 0):
            yield Difference("another amount was refunded at the provider", id)
    for id, attempt in ours.items():
        if id not in told:
            yield Difference("paid here, but the provider has no such charge", id or str(attempt.pk))


def _refunds(told: dict[str, SeenRefund], charges: dict[str, SeenCharge]) -> Iterable[Difference]:
    ours = Refund.objects.filter(attempt__payment__livemode=is_live()).exclude(provider_id="")
    known = {refund.provider_id: refund for refund in ours}
    for id, one in told.items():
        refund = known.get(id)
        if refund is None:
            if one.charge_id in charges and one.state == OutgoingState.DONE:
                yield Difference("refunded at the provider, but not here", id)
        elif (refund.amount_minor, refund.state) != (one.amount_minor, one.state):
            yield Difference("another refund at the provider", id)
    for id in known.keys() - told.keys():
        yield Difference("refunded here, but the provider has no such refund", id)


def _transfers(told: dict[str, SeenTransfer]) -> Iterable[Difference]:
    ours = Transfer.objects.filter(attempt__payment__livemode=is_live(), state=OutgoingState.DONE)
    known = {transfer.provider_id: transfer for transfer in ours}
    back = Reversal.objects.filter(state=OutgoingState.DONE).order_by().values_list("transfer")
    taken_back = dict(back.annotate(sum=Sum("amount_minor")))
    for id, one in told.items():
        transfer = known.get(id)
        if transfer is None:
            if one.transfer:
                yield Difference("transferred at the provider, but not here", id)
        elif (transfer.amount_minor, taken_back.get(transfer.pk, 0)) != (one.amount_minor, one.reversed_minor):
            yield Difference("another transfer at the provider", id)
    for id, transfer in known.items():
        if id not in told:
            yield Difference("transferred here, but the provider has no such transfer", id or str(transfer.pk))


def _disputes(told: Iterable[SeenDispute], charges: dict[str, SeenCharge]) -> Iterable[Difference]:
    known = {dispute.provider_id: dispute for dispute in Dispute.objects.all()}
    for one in told:
        dispute = known.get(one.id)
        if dispute is None:
            if one.charge_id in charges:
                yield Difference("disputed at the provider, but not here", one.id)
        elif (dispute.state, dispute.withdrawn_minor) != (one.state, one.withdrawn_minor):
            yield Difference("another dispute at the provider", one.id)


def _refunded() -> dict[str, int]:
    """What was given back of each charge, and on its way: the provider counts both."""
    done = Refund.objects.filter(state=OutgoingState.DONE).order_by().values_list("attempt__charge_id")
    return dict(done.annotate(sum=Sum("amount_minor")))


def _sums(kind: EntryKind, account: Account) -> dict[str, int]:
    entries = LedgerEntry.objects.filter(kind=kind, lines__account=account, livemode=is_live()).order_by()
    return dict(entries.values_list("about").annotate(sum=Sum("lines__amount_minor")))
