"""Bookings with a deposit, and their payments."""

import datetime as dt

from booking_payments.models import BookingPayment
from bookings.models import Booking
from engagements.deals import Deal, PaymentTerms
from payments.models import Payment
from payments.states import PaymentState
from tests.bookings.money.scenes import a_coming_booking, a_played_booking
from tests.bookings.scenes import Act, House, a_house, an_act
from tests.payments.scenes import paid

DAY = dt.timedelta(days=1)
QUARTER = PaymentTerms(deposit_bp=2500)
TIERS = [[30, 25], [14, 50], [2, 100]]


def a_deal(terms: PaymentTerms | None = QUARTER, fee_minor: int = 600_00) -> Deal:
    """EUR 600 guaranteed, a quarter of it in advance."""
    return Deal.of(Deal.flat(fee_minor).to_json() | ({"payment": terms.to_json()} if terms else {}))


def a_booking_with_deposit(
    terms: PaymentTerms | None = QUARTER, *, is_played: bool = False, house: House | None = None, act: Act | None = None
) -> tuple[Booking, House, Act]:
    """Confirmed three days before its set: EUR 600, a deposit of EUR 150, calling off now costs half of the fee."""
    house, act = house or a_house(), act or an_act(members=0)
    make = a_played_booking if is_played else a_coming_booking
    booking = make(house, act, deal=a_deal(terms))
    Booking.objects.filter(pk=booking.pk).update(cancellation_tiers=TIERS)
    return Booking.objects.with_show().get(pk=booking.pk), house, act


def payments(booking: Booking, **filters) -> list[Payment]:
    ids = BookingPayment.objects.filter(booking=booking).values("payment")
    return list(Payment.objects.filter(pk__in=ids, **filters).order_by("created_at", "pk"))


def told(booking: Booking) -> list[tuple]:
    """Of each payment: purpose, state, amount, whether the host owes it."""
    return [
        (one.purpose, one.state, one.amount_minor, one.payer == booking.spot.show.owner) for one in payments(booking)
    ]


def pay_in(payment: Payment) -> Payment:
    """Paid by card, in the ledger, and everybody follows."""
    Payment.objects.filter(pk=payment.pk).update(state=PaymentState.PROCESSING)
    attempt = paid(payment)
    Payment.objects.filter(pk=payment.pk).update(version=payment.version)
    return Payment.objects.get(pk=attempt.payment_id)
