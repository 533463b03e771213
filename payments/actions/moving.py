"""The one way in which a payment gets another state, and how open pages learn of what has changed."""

from accounts.models import User
from payments.hooks import payment_changed
from payments.models import Payment
from payments.states import PaymentState
from web.announce import announce_on_commit


def move_payment(payment: Payment, state: PaymentState, *, by: User | None = None) -> None:
    """Write the state of a locked payment, and let those who own what is paid for follow. The same state is no move."""
    former = PaymentState(payment.state)
    if state == former:
        return
    payment.state = state
    raise_version(payment, "state")
    payment_changed(payment, former, by)


def raise_version(payment: Payment, *fields: str) -> None:
    """Store these fields of a locked payment with its next version: open pages show it as it is now."""
    payment.version += 1
    payment.save(update_fields=[*fields, "version"])
    announce_on_commit({payment.topic: payment.version})
