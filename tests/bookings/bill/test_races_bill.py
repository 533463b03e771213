"""A bill is planned while an act is booked, or a spot is taken off: one comes after the other, and claims stay true."""

import pytest

from bookings.actions import accept_booking, plan_bill, remove_spot
from bookings.errors import BeyondPromise
from bookings.models import Booking
from bookings.states import BookingState, SpotState
from engagements.errors import WrongState
from tests.bookings.bill.scenes import FAR_SATURDAY, MINUTE, a_night, plan_of
from tests.bookings.scenes import a_house, an_act, an_application
from tests.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
ROUNDS = 6


def unexpected(results):
    refusals = (BeyondPromise, WrongState)
    return [each for each in results if isinstance(each, Exception) and not isinstance(each, refusals)]


def test_a_set_that_moves_while_its_act_is_booked_is_claimed_where_it_stands():
    for _round in range(ROUNDS):
        house = a_house()
        show, host = a_night(house), house.manager
        booking = an_application(an_act(members=1), show, 0)
        later = plan_of(show, (40, 0, 0), (40, 10, 0), (60, 10, 0), first_at=FAR_SATURDAY + 35 * MINUTE)
        calls = [
            lambda host=host, show=show, later=later: plan_bill(acting_user=host, show=show, plan=later),
            lambda host=host, booking=booking: accept_booking(acting_user=host, booking=booking),
        ]
        results = at_once(2, lambda number, calls=calls: calls[number]())
        assert not unexpected(results), results
        booking = Booking.objects.select_related("claim", "spot").get(pk=booking.pk)
        assert booking.state == BookingState.CONFIRMED
        claimed = (booking.claim.period.lower, booking.claim.period.upper)
        assert claimed == (booking.spot.call_at, booking.spot.released_at)
        was_planned = not isinstance(results[0], Exception)
        assert (booking.spot.starts_at == FAR_SATURDAY + 35 * MINUTE) == was_planned


def test_a_spot_is_either_taken_off_or_booked():
    for _round in range(ROUNDS):
        house = a_house()
        show = a_night(house)
        booking = an_application(an_act(members=1), show, 0)
        calls = [
            lambda house=house, booking=booking: remove_spot(acting_user=house.manager, spot=booking.spot),
            lambda house=house, booking=booking: accept_booking(acting_user=house.manager, booking=booking),
        ]
        results = at_once(2, lambda number, calls=calls: calls[number]())
        assert not unexpected(results), results
        assert sum(isinstance(each, WrongState) for each in results) == 1
        booking = Booking.objects.select_related("spot").get(pk=booking.pk)
        assert (booking.state, booking.spot.state) in {
            (BookingState.CONFIRMED, SpotState.FILLED),
            (BookingState.DECLINED, SpotState.OFF),
        }
