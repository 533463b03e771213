"""Money that leaves again: refunds. Asked for under a key of ours, and found again by it once the key is forgotten."""

import stripe

from payments.data.units import at_provider
from payments.models import Refund
from payments.provider.client import asking


def give_back(refund: Refund) -> str:
    """Refund a charge; the provider's id of it. The same refund is made once, however often it is asked for. Raises
    ProviderDown and ProviderRefused."""
    with asking() as client:
        if known := _find(client, refund):
            return known
        made = client.v1.refunds.create(
            {
                "charge": refund.attempt.charge_id,
                "amount": at_provider(refund.amount_minor, refund.attempt.payment.currency_id),
                "metadata": {"refund": str(refund.pk)},
            },
            {"idempotency_key": str(refund.pk)},
        )
    return made.id


def _find(client: stripe.StripeClient, refund: Refund) -> str:
    listed = client.v1.refunds.list({"charge": refund.attempt.charge_id, "limit": 100})
    return next((one.id for one in listed.auto_paging_iter() if _about(one).get("refund") == str(refund.pk)), "")


def _about(one: stripe.Refund) -> dict[str, str]:
    return one.metadata.to_dict() if one.metadata else {}
