"""Where upper packages, which know what is paid for, take part: see `web.hooks`."""

from uuid import UUID

from payments.models import Payment
from web.hooks import Hook

lock_what_is_paid_for = Hook[[UUID], None]("lock_what_is_paid_for")
"""A payment of this id is about to change: locks that come before it in the global order are taken now."""

payment_paid = Hook[[Payment], None]("payment_paid")
"""A payment has been paid. Runs in the transaction that writes it, with the payment locked."""

late_payment = Hook[[Payment], bool]("late_payment")
"""Money has come in for a payment whose time was over: can what it pays for still be had? Whoever knows takes it again
and says True. Where nobody does, the money goes back."""
