"""Deposits that have not come: what the act has to decide, and what is told of it."""

import datetime as dt

from django.db.models import QuerySet

from booking_payments.models import BookingPayment
from booking_payments.queries.standing import is_announced
from bookings.models import Booking
from bookings.states import BookingState
from engagements.deals import terms_in
from payments.states import PAYABLE, Purpose


def is_undecided(row: BookingPayment, booking: Booking, at: dt.datetime) -> bool:
    """Whether a deposit on which the booking depends is overdue, so that the act may wait longer or release the
    night. What the host says it has paid outside the site waits for the act's confirmation instead."""
    payment = row.payment
    is_late = payment.purpose == Purpose.DEPOSIT and payment.state in PAYABLE and payment.due_at <= at
    depends = booking.state == BookingState.CONFIRMED and terms_in(booking.deal).is_condition
    return is_late and depends and booking.spot.starts_at > at and not is_announced(payment)


def overdue_untold(at: dt.datetime) -> QuerySet[BookingPayment]:
    """Payments of bookings that are overdue, and of which nobody was told yet; the longest overdue first."""
    late = BookingPayment.objects.filter(
        payment__state__in=sorted(PAYABLE), payment__due_at__lte=at, overdue_told_at__isnull=True
    )
    return late.select_related("payment", "booking__spot").order_by("payment__due_at")
