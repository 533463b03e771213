"""Sending payees what they are owed of a payment."""

from uuid import UUID

from payments.actions.checkouts import refresh
from payments.actions.transfers import begin_transfer, carry_out_transfer
from payments.models import Payment
from payments.queries.owed import paying_attempt
from payments.rules import payees_bear_costs
from payments.states import PAID_AND_KEPT, Means


def send_to_payees(*, payment_id: UUID) -> None:
    """Send each payee of a paid payment what it is still owed, or note why its money waits. Repeating it sends nothing
    twice. Raises `provider.ProviderDown`."""
    payment = Payment.objects.get(pk=payment_id)
    if payment.state not in PAID_AND_KEPT:
        return
    attempt = paying_attempt(payment)
    if attempt.means == Means.CARD and attempt.costs_minor is None and payees_bear_costs():
        refresh(attempt_id=attempt.pk)
    for payee_id in payment.shares.values_list("payee", flat=True):
        if transfer := begin_transfer(payment_id=payment_id, payee_id=payee_id):
            carry_out_transfer(transfer_id=transfer.pk)
