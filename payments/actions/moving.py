"""The one way in which a payment gets another state."""

from accounts.models import User
from payments.hooks import payment_changed
from payments.models import Payment
from payments.states import PaymentState


def move_payment(payment: Payment, state: PaymentState, *, by: User | None = None) -> None:
    """Write the state of a locked payment, and let those who own what is paid for follow. The same state is no move."""
    former = PaymentState(payment.state)
    if state == former:
        return
    payment.state = state
    payment.version += 1
    payment.save(update_fields=["state", "version"])
    payment_changed(payment, former, by)
