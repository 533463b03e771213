"""Refunds, disputes and charges as they are now, however we came to look at them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import stripe

from payments.data.units import from_provider
from payments.provider.client import asking
from payments.states import DisputeState, OutgoingState

REFUND_STATES = {
    "succeeded": OutgoingState.DONE,
    "failed": OutgoingState.FAILED,
    "canceled": OutgoingState.FAILED,
}
"""Any other is still on its way."""
DISPUTE_STATES = {
    "warning_needs_response": DisputeState.INQUIRY,
    "warning_under_review": DisputeState.INQUIRY,
    "warning_closed": DisputeState.CLOSED,
    "prevented": DisputeState.CLOSED,
    "needs_response": DisputeState.NEEDS_RESPONSE,
    "under_review": DisputeState.UNDER_REVIEW,
    "won": DisputeState.WON,
    "lost": DisputeState.LOST,
    "appeal_needs_response": DisputeState.LOST,
    "appeal_under_review": DisputeState.LOST,
}
"""Any other, which Stripe may add, is not decided; what it took shows in its balance transactions."""


class Origin(NamedTuple):
    """Whose an object is: the attempt that its metadata names (empty: none), and the charge behind it, if there is
    one."""

    attempt: str
    charge_id: str = ""


@dataclass(frozen=True)
class SeenRefund:
    """A refund as the provider tells it now, in minor units. `named` is our id in its metadata, if there is one."""

    id: str
    named: str
    charge_id: str
    state: OutgoingState
    amount_minor: int
    currency: str


class Moved(NamedTuple):
    """Money of a dispute that left our balance (negative) or came back. `fee_minor` is what the provider took for it,
    where it reckons in the same currency."""

    id: str
    amount_minor: int
    fee_minor: int


@dataclass(frozen=True)
class SeenTransfer:
    """A transfer in a list, in minor units. `transfer` is our id in its metadata, if there is one."""

    id: str
    transfer: str
    amount_minor: int
    reversed_minor: int


@dataclass(frozen=True)
class SeenDispute:
    """A dispute as the provider tells it now, in minor units."""

    id: str
    charge_id: str
    state: DisputeState
    amount_minor: int
    currency: str
    reason: str
    livemode: bool
    respond_by: dt.datetime | None
    moved: tuple[Moved, ...]

    @property
    def withdrawn_minor(self) -> int:
        """What of it has left our balance and has not come back."""
        return -sum(moved.amount_minor for moved in self.moved)


@dataclass(frozen=True)
class SeenCharge:
    """A charge in a list: what of it concerns us. `costs_minor` is None until the provider has told it."""

    id: str
    attempt: str
    is_paid: bool
    amount_minor: int
    refunded_minor: int
    currency: str
    livemode: bool
    costs_minor: int | None


def find_origin(object_id: str) -> Origin:
    """Which attempt an object names: a session, an intent, a charge, a refund or a dispute, by its id. Raises
    ProviderDown, and ProviderRefused where there is no such object."""
    with asking() as client:
        match object_id.partition("_")[0]:
            case "cs":
                session = client.v1.checkout.sessions.retrieve(object_id)
                return Origin(session.client_reference_id or "")
            case "pi":
                return Origin(named(client.v1.payment_intents.retrieve(object_id), "attempt"))
            case "ch" | "py":
                return _of_charge(client.v1.charges.retrieve(object_id))
            case "re" | "pyr":
                return _of_charge(client.v1.refunds.retrieve(object_id, {"expand": ["charge"]}).charge)
            case "du" | "dp":
                return _of_charge(client.v1.disputes.retrieve(object_id, {"expand": ["charge"]}).charge)
    return Origin("")


def _of_charge(charge: Any) -> Origin:
    return Origin(named(charge, "attempt"), charge.id) if isinstance(charge, stripe.Charge) else Origin("")


def refunds_of(charge_id: str) -> list[SeenRefund]:
    """All refunds of a charge, the earliest first. Raises ProviderDown."""
    with asking() as client:
        listed = client.v1.refunds.list({"charge": charge_id, "limit": 100})
        return [see_refund(one) for one in listed.auto_paging_iter()][::-1]


def look_at_dispute(dispute_id: str) -> SeenDispute:
    """Raises ProviderDown and ProviderRefused."""
    with asking() as client:
        return _dispute(client.v1.disputes.retrieve(dispute_id))


def charges_since(since: dt.datetime | None) -> Iterator[SeenCharge]:
    """All charges that name an attempt, or those made since an instant, the newest first, with their costs. Raises
    ProviderDown."""
    with asking() as client:
        expanded: Any = _since(since) | {"expand": ["data.balance_transaction"]}
        for one in client.v1.charges.list(expanded).auto_paging_iter():
            if named(one, "attempt"):
                yield _charge(one)


def refunds_since(since: dt.datetime | None) -> Iterator[SeenRefund]:
    """All refunds, or those made since an instant. Raises ProviderDown."""
    with asking() as client:
        for one in client.v1.refunds.list(_since(since)).auto_paging_iter():
            yield see_refund(one)


def disputes_since(since: dt.datetime | None) -> Iterator[SeenDispute]:
    """All disputes, or those opened since an instant. Raises ProviderDown."""
    with asking() as client:
        for one in client.v1.disputes.list(_since(since)).auto_paging_iter():
            yield _dispute(one)


def transfers_since(since: dt.datetime | None) -> Iterator[SeenTransfer]:
    """All transfers, or those made since an instant. Raises ProviderDown."""
    with asking() as client:
        for one in client.v1.transfers.list(_since(since)).auto_paging_iter():
            currency = one.currency.upper()
            amounts = from_provider(one.amount, currency), from_provider(one.amount_reversed, currency)
            yield SeenTransfer(one.id, named(one, "transfer"), *amounts)


def named(one: Any, name: str) -> str:
    """What the metadata of an object say under a name; empty for nothing."""
    return one.metadata.to_dict().get(name, "") if one.metadata else ""


def id_of(value: Any) -> str:
    """The id of what is either an id or an object."""
    return (value if isinstance(value, str) else value.id) if value else ""


def _since(since: dt.datetime | None) -> Any:
    return {"limit": 100} | ({"created": {"gte": int(since.timestamp())}} if since else {})


def see_refund(one: stripe.Refund) -> SeenRefund:
    """What of a refund concerns us."""
    currency = one.currency.upper()
    return SeenRefund(
        id=one.id,
        named=named(one, "refund"),
        charge_id=id_of(one.charge),
        state=REFUND_STATES.get(one.status or "", OutgoingState.BEGUN),
        amount_minor=from_provider(one.amount, currency),
        currency=currency,
    )


def _dispute(one: stripe.Dispute) -> SeenDispute:
    currency, due_by = one.currency.upper(), one.evidence_details.due_by
    return SeenDispute(
        id=one.id,
        charge_id=id_of(one.charge),
        state=DISPUTE_STATES.get(one.status, DisputeState.UNDER_REVIEW),
        amount_minor=from_provider(one.amount, currency),
        currency=currency,
        reason=one.reason,
        livemode=one.livemode,
        respond_by=dt.datetime.fromtimestamp(due_by, dt.UTC) if due_by else None,
        moved=tuple(_moved(each, one) for each in one.balance_transactions),
    )


def _moved(each: stripe.BalanceTransaction, dispute: stripe.Dispute) -> Moved:
    """In the currency of the charge: where the provider reckons in another one, the amount is what is disputed."""
    currency = dispute.currency.upper()
    if each.currency == dispute.currency:
        return Moved(each.id, from_provider(each.amount, currency), from_provider(each.fee, currency))
    amount = from_provider(dispute.amount, currency)
    return Moved(each.id, amount if each.amount > 0 else -amount, 0)


def _charge(one: stripe.Charge) -> SeenCharge:
    currency, moved = one.currency.upper(), one.balance_transaction
    is_known = isinstance(moved, stripe.BalanceTransaction) and moved.currency == one.currency
    return SeenCharge(
        id=one.id,
        attempt=named(one, "attempt"),
        is_paid=one.status == "succeeded",
        amount_minor=from_provider(one.amount, currency),
        refunded_minor=from_provider(one.amount_refunded, currency),
        currency=currency,
        livemode=one.livemode,
        costs_minor=from_provider(moved.fee, currency) if is_known else None,  # type: ignore[union-attr]  # as just seen
    )
