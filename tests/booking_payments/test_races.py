"""Money and bookings at the same instant, on committed rows and against the stand-in for Stripe."""

import pytest

from booking_payments.actions import release_night
from bookings.actions import cancel_booking
from bookings.actions.settlements import sign_settlement
from bookings.models import Booking
from bookings.states import BookingState
from engagements.deals import PaymentTerms
from engagements.states import Side
from payments.actions import carry_out_refund, close_abandoned, refresh
from payments.models import Attempt, Payment, Refund
from payments.queries import differences
from payments.states import RefundReason
from tests.booking_payments.scenes import DAY, a_booking_with_deposit, payments, told
from tests.payments.test_checkouts import pay, press
from tests.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


@pytest.fixture
def booked(stripe_site):
    return a_booking_with_deposit(PaymentTerms(deposit_bp=2500, is_condition=True))


def test_paid_by_card_and_called_off_by_the_act(booked):
    booking, house, act = booked
    [deposit] = payments(booking)
    assert pay(press(house.manager, deposit)) == 303
    refresh(attempt_id=deposit.attempts.get().pk)
    cancel_booking(acting_user=act.leader, booking=booking, message="Ill.", at=booking.spot.starts_at - 10 * DAY)
    carry_out_refund(refund_id=Refund.objects.get().pk)
    assert told(booking) == [("deposit", "refunded", 150_00, True), ("cancellation", "due", 300_00, False)]
    assert differences() == []


def test_called_off_while_the_page_to_pay_on_is_open(booked):
    booking, house, act = booked
    [deposit] = payments(booking)
    url = press(house.manager, deposit)
    cancel_booking(acting_user=act.leader, booking=booking, message="Ill.")
    close_abandoned(attempt_id=deposit.attempts.get().pk)
    assert pay(url) == 410
    assert Attempt.objects.get().state == "expired"


def test_paid_on_a_page_that_was_open_still_goes_back(booked):
    booking, house, act = booked
    [deposit] = payments(booking)
    assert pay(press(house.manager, deposit)) == 303
    cancel_booking(acting_user=act.leader, booking=booking, message="Ill.")
    close_abandoned(attempt_id=deposit.attempts.get().pk)
    carry_out_refund(refund_id=Refund.objects.get(reason=RefundReason.TOO_LATE).pk)
    assert Payment.objects.get(pk=deposit.pk).state == "cancelled"
    assert differences() == []


@pytest.mark.parametrize("ending", ["cancel", "release"])
def test_called_off_while_the_deposit_comes(booked, ending):
    """Either it counted first, and comes back by the terms, or it came too late, and comes back whole."""
    booking, house, act = booked
    [deposit] = payments(booking)
    assert pay(press(house.manager, deposit)) == 303
    attempt = deposit.attempts.get()
    Payment.objects.update(due_at=deposit.created_at)

    def end():
        if ending == "release":
            release_night(acting_user=act.leader, booking=booking)
        else:
            cancel_booking(acting_user=act.leader, booking=booking, message="Ill.")

    calls = [end, lambda: refresh(attempt_id=attempt.pk)]
    outcomes = at_once(2, lambda number: calls[number]())
    assert not isinstance(outcomes[1], Exception)
    state = Booking.objects.get(pk=booking.pk).state
    if state == BookingState.CANCELLED:
        assert sum(Refund.objects.values_list("amount_minor", flat=True)) == 150_00
    else:
        assert (ending, Payment.objects.get().state) == ("release", "paid")
    assert differences() == []


def test_settlement_signed_by_both_at_once_owes_one_balance(booked):
    booking, house, act = a_booking_with_deposit(is_played=True)
    sides = ((house.manager, Side.HOST), (act.leader, Side.ACT), (house.manager, Side.HOST), (act.leader, Side.ACT))

    def sign(number: int):
        user, side = sides[number]
        return sign_settlement(acting_user=user, booking=booking, version=1, name="Ann", side=side)

    at_once(len(sides), sign)
    assert told(booking) == [("deposit", "cancelled", 150_00, True), ("balance", "due", 600_00, True)]
