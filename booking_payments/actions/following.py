"""A payment of a booking changes: the booking is locked before it, and shows what became of it."""

from collections.abc import Collection
from uuid import UUID

from accounts.models import User
from booking_payments.models import BookingPayment
from bookings.actions.locking import lock_all_bookings
from bookings.actions.moves import raise_version
from bookings.states import PROMISED
from payments.models import Payment
from payments.states import PaymentState


def lock_bookings_of(payments: Collection[UUID]) -> None:
    """Lock the bookings that these payments are for, and their shows before them."""
    ids = list(BookingPayment.objects.filter(payment__in=payments).values_list("booking", flat=True))
    if ids:
        lock_all_bookings(ids)


def follow_payment(payment: Payment, former: PaymentState, by: User | None) -> None:
    """The open pages of its booking show the payment as it is now."""
    for row in BookingPayment.objects.filter(payment=payment).select_related("booking__spot__show"):
        raise_version(row.booking)


def may_still_count(payment: Payment) -> bool | None:
    """A late payment counts while its booking stands; None for one that is not for a booking."""
    row = BookingPayment.objects.filter(payment=payment).select_related("booking").first()
    return row.booking.state in PROMISED if row else None
