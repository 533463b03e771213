"""Money that leaves again: refunds. Asked for under a key of ours, and found again by it once the key is forgotten."""

import stripe

from payments.data.units import at_provider
from payments.models import Refund
from payments.provider.client import asking
from payments.provider.seeing import SeenRefund, see_refund


def give_back(refund: Refund) -> SeenRefund:
    """Refund a charge, and see what became of it. The same refund is made once, however often it is asked for. Raises
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
    return see_refund(made)


def _find(client: stripe.StripeClient, refund: Refund) -> SeenRefund | None:
    listed = client.v1.refunds.list({"charge": refund.attempt.charge_id, "limit": 100})
    seen = map(see_refund, listed.auto_paging_iter())
    return next((one for one in seen if one.named == str(refund.pk)), None)
