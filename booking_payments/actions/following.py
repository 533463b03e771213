"""A payment of a booking changes: the booking is locked before it, and what the two sides owe follows."""

from collections.abc import Collection
from uuid import UUID

from django.utils.timezone import now

from accounts.models import User
from booking_payments.actions.owing import follow_booking
from booking_payments.actions.telling import tell_received
from booking_payments.models import BookingPayment
from bookings.actions.locking import lock_all_bookings
from bookings.actions.moves import raise_version
from bookings.states import PROMISED
from engagements.actions.doing import Doing
from engagements.states import Channel
from payments.models import Payment
from payments.states import WAS_PAID, PaymentState

COMES_TO_MONEY = frozenset({PaymentState.PAID, PaymentState.DUE, PaymentState.FAILED, PaymentState.CHARGED_BACK})
"""Money has come, will not come in the way that was announced, or was taken back by a bank."""


def lock_bookings_of(payments: Collection[UUID]) -> None:
    """Lock the bookings that these payments are for, and their shows before them."""
    ids = list(BookingPayment.objects.filter(payment__in=payments).values_list("booking", flat=True))
    if ids:
        lock_all_bookings(ids)


def follow_payment(payment: Payment, former: PaymentState, by: User | None) -> None:
    """The open pages of its booking show the payment as it is now, and what it makes of the sums follows."""
    row = BookingPayment.objects.filter(payment=payment).select_related("booking__act").first()
    if row is None:
        return
    booking = lock_all_bookings([row.booking_id])[row.booking_id]
    raise_version(booking)
    if payment.state == PaymentState.PAID and former not in WAS_PAID and by is None:
        tell_received(payment, booking)
    if payment.state in COMES_TO_MONEY or former == PaymentState.CHARGED_BACK:
        follow_booking(booking, Doing.begin(by, Channel.CLOCK, now()))


def may_still_count(payment: Payment) -> bool | None:
    """A late payment counts while its booking stands; None for one that is not for a booking."""
    row = BookingPayment.objects.filter(payment=payment).select_related("booking").first()
    return row.booking.state in PROMISED if row else None
