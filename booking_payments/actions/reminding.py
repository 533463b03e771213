"""A payment of a booking is overdue: its payer is told, and the act, where it may decide what becomes of the night."""

import datetime as dt

from booking_payments.actions.telling import inform_leaders
from booking_payments.models import BookingPayment
from booking_payments.queries.overdue import is_undecided
from booking_payments.queries.standing import is_announced
from bookings.actions.locking import lock_booking
from bookings.actions.moves import raise_version
from engagements.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.states import Channel
from payments.states import PAYABLE


@one_transaction
def tell_overdue(*, row: BookingPayment, at: dt.datetime | None = None) -> bool:
    """Tell of an overdue payment, once for each day on which it was due; whether there was anything to tell. What is
    said to be paid outside the site has reminders of its own."""
    doing = Doing.begin(None, Channel.CLOCK, at)
    booking = lock_booking(row.booking)
    row = BookingPayment.objects.select_related("payment__payer").get(pk=row.pk)
    payment = row.payment
    is_told = row.overdue_told_at is not None or payment.state not in PAYABLE or payment.due_at > doing.at
    if is_told or is_announced(payment):
        return False
    BookingPayment.objects.filter(pk=row.pk).update(overdue_told_at=doing.at)
    raise_version(booking)
    inform_leaders(payment.payer, "booking_payments.overdue", payment, booking)
    if is_undecided(row, booking, doing.at):
        inform_leaders(booking.act, "booking_payments.undecided", payment, booking)
    return True
