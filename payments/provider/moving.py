"""Money that leaves: transfers to payees, what is taken back of them, refunds.

Each is asked for under a key of ours, and found again by its metadata once the key is forgotten.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from payments.data.units import NotPayable, at_provider, from_provider
from payments.models import Refund, Reversal, Transfer
from payments.provider.client import ProviderRefused, asking
from payments.provider.seeing import SeenRefund, see_refund


@dataclass(frozen=True)
class SeenReversal:
    """What was taken back of a transfer. `key` is ours, empty where somebody did it in Stripe's dashboard."""

    provider_id: str
    amount_minor: int
    key: str


def give_back(refund: Refund) -> SeenRefund:
    """Refund a charge, and see what became of it. The same refund is made once, however often it is asked for. Raises
    ProviderDown and ProviderRefused."""
    with asking() as client:
        listed = client.v1.refunds.list({"charge": refund.attempt.charge_id, "limit": 100})
        seen = map(see_refund, listed.auto_paging_iter())
        if known := next((one for one in seen if one.named == str(refund.pk)), None):
            return known
        made = client.v1.refunds.create(
            {
                "charge": refund.attempt.charge_id,
                "amount": _counted(refund.amount_minor, refund.attempt.payment.currency_id),
                "metadata": {"refund": str(refund.pk)},
            },
            {"idempotency_key": str(refund.pk)},
        )
    return see_refund(made)


def send_on(transfer: Transfer, destination: str) -> str:
    """Transfer a part of a charge to a payee's account; the provider's id of it. The same transfer is made once,
    however often it is asked for. Raises ProviderDown and ProviderRefused."""
    payment = transfer.attempt.payment
    with asking() as client:
        listed = client.v1.transfers.list({"transfer_group": str(payment.pk), "limit": 100})
        if known := _find(listed.auto_paging_iter(), "transfer", str(transfer.pk)):
            return known
        made = client.v1.transfers.create(
            {
                "amount": _counted(transfer.amount_minor, payment.currency_id),
                "currency": payment.currency_id.lower(),
                "destination": destination,
                "source_transaction": transfer.attempt.charge_id,
                "transfer_group": str(payment.pk),
                "metadata": {"transfer": str(transfer.pk), "payment": str(payment.pk)},
            },
            {"idempotency_key": str(transfer.pk)},
        )
    return made.id


def take_back(reversal: Reversal) -> str:
    """Take a part of a transfer back; the provider's id of it. The same reversal is made once, however often it is
    asked for. Raises ProviderDown and ProviderRefused."""
    transfer = reversal.transfer
    with asking() as client:
        listed = client.v1.transfers.reversals.list(transfer.provider_id, {"limit": 100})
        if known := _find(listed.auto_paging_iter(), "reversal", str(reversal.pk)):
            return known
        made = client.v1.transfers.reversals.create(
            transfer.provider_id,
            {
                "amount": _counted(reversal.amount_minor, transfer.attempt.payment.currency_id),
                "metadata": {"reversal": str(reversal.pk)},
            },
            {"idempotency_key": str(reversal.pk)},
        )
    return made.id


def reversals_of(provider_id: str, currency: str) -> list[SeenReversal]:
    """Everything that was taken back of a transfer, whoever did it. Raises ProviderDown and ProviderRefused."""
    with asking() as client:
        listed = client.v1.transfers.reversals.list(provider_id, {"limit": 100})
        return [
            SeenReversal(one.id, from_provider(one.amount, currency), _metadata(one).get("reversal", ""))
            for one in listed.auto_paging_iter()
        ]


def _counted(amount_minor: int, currency: str) -> int:
    """As the provider counts it. What it cannot take exactly is refused, and not tried for ever."""
    try:
        return at_provider(amount_minor, currency)
    except NotPayable as error:
        raise ProviderRefused(str(error), "amount_not_payable") from error


def _find(listed: Iterable[Any], name: str, key: str) -> str:
    """The id of the object whose metadata hold this key of ours."""
    return next((one.id for one in listed if _metadata(one).get(name) == key), "")


def _metadata(one: Any) -> dict[str, str]:
    return one.metadata.to_dict() if one.metadata else {}
