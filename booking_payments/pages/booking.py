"""The payments of a booking, in its panel."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.timezone import now

from accounts.models import User
from booking_payments.access import can_see_payments
from booking_payments.forms import WaitForm
from booking_payments.models import BookingPayment
from booking_payments.queries.overdue import is_undecided
from booking_payments.queries.preview import calling_off
from booking_payments.queries.standing import is_announced, payer_side
from booking_payments.words.payments import calling_off_words, given_back_words, otherwise
from bookings.access import can_cancel_booking, side_of
from bookings.models import Booking
from bookings.queries.money import money_sides, parties_of
from bookings.states import BookingState
from engagements.states import Side
from payments.states import PAYABLE
from payments.words.outside import payment_path
from web.notices import Notice


@dataclass(frozen=True)
class PaymentLine:
    """One payment as a leader of a side, or staff, reads it. `is_mine`: the reader's side pays it."""

    row: BookingPayment
    is_mine: bool
    is_overdue: bool
    is_announced: bool
    path: str
    otherwise: str
    given_back: str

    @property
    def is_open(self) -> bool:
        return self.row.payment.state in PAYABLE


@dataclass(frozen=True)
class BookingPayments:
    """All payments of a booking for one reader. `decide`: the form by which the act gives an overdue deposit more time,
    or releases the night; None where the reader has nothing to decide."""

    booking: Booking
    lines: list[PaymentLine]
    timezone: str
    decide: WaitForm | None

    @property
    def is_over(self) -> bool:
        """Whether it was called off and neither side has anything left to pay."""
        return self.booking.state == BookingState.CANCELLED and not any(line.is_open for line in self.lines)


def in_booking(user: User, booking: Booking) -> Sequence[Notice]:
    """Its payments, and what calling off does to them, for those who deal with its money. Registered with
    `bookings.hooks.in_booking`."""
    if not booking.fee_currency_id or not can_see_payments(user, booking):
        return ()
    at = now()
    notices = [Notice("money", "booking_payments/_panel_payments.html", {"payments": found})
               for found in [payments_view(user, booking, at)] if found.lines]  # fmt: skip
    side = side_of(user, booking)
    if booking.state == BookingState.CONFIRMED and can_cancel_booking(user, booking):
        found = calling_off(booking, side, at)
        words = calling_off_words(found, parties_of(booking)) if found else []
        notices += [Notice("cancel", "booking_payments/_calling_off.html", {"sentences": words})] if words else []
    return notices


def calling_off_sentences(bookings: Collection[Booking]) -> Sequence[str]:
    """What becomes of payments if the host calls these bookings off now. One query where none has any; four more for
    each that has. Registered with `bookings.hooks.calling_off`."""
    paid = set(BookingPayment.objects.filter(booking__in=bookings).values_list("booking", flat=True))
    at = now()
    return [
        sentence
        for booking in bookings
        if booking.pk in paid and (found := calling_off(booking, Side.HOST, at))
        for sentence in calling_off_words(found, parties_of(booking))
    ]


def payments_view(user: User, booking: Booking, at: dt.datetime, form: WaitForm | None = None) -> BookingPayments:
    """The payments of a booking for somebody who deals with its money. The booking comes with its show."""
    sides = money_sides(user, booking)
    rows = BookingPayment.objects.filter(booking=booking).select_related("payment")
    found = list(rows.prefetch_related("payment__attempts__refunds").order_by("payment__created_at", "pk"))
    for row in found:
        row.booking = booking
    is_asked = Side.ACT in sides and any(is_undecided(row, booking, at) for row in found)
    decide = form or WaitForm(booking=booking, at=at)
    return BookingPayments(
        booking=booking,
        lines=[_line(row, sides, at) for row in found],
        timezone=booking.spot.show.timezone,
        decide=decide if is_asked else None,
    )


def _line(row: BookingPayment, sides: frozenset[Side], at: dt.datetime) -> PaymentLine:
    payment = row.payment
    return PaymentLine(
        row=row,
        is_mine=payer_side(payment, row.booking) in sides,
        is_overdue=payment.state in PAYABLE and payment.due_at <= at,
        is_announced=is_announced(payment),
        path=payment_path(payment),
        otherwise=otherwise(row, at),
        given_back=given_back_words(payment),
    )
