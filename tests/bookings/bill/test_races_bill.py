"""A bill is planned while an act is booked, or a spot is taken off: one comes after the other, and claims stay true."""

import pytest
from django.core.exceptions import PermissionDenied

from bookings.actions import accept_booking, plan_bill, remove_spot
from bookings.errors import BeyondPromise
from bookings.models import Booking
from bookings.states import BookingState, SpotState
from engagements.errors import WrongState
from engagements.states import Side
from tests.bookings.bill.scenes import FAR_SATURDAY, MINUTE, USUAL, a_night, plan_of
from tests.bookings.scenes import a_house, an_act, an_application
from tests.threads import SOME_ROUNDS, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def unexpected(results):
    refusals = (BeyondPromise, WrongState)
    return [each for each in results if isinstance(each, Exception) and not isinstance(each, refusals)]


def _race(plan_for):
    """A bill planned while the host accepts who applied for its first spot: what each said, and the booking."""
    house = a_house()
    show, host = a_night(house), house.manager
    booking = an_application(an_act(members=1), show, 0)
    calls = [
        lambda: plan_bill(acting_user=host, show=show, plan=plan_for(show)),
        lambda: accept_booking(acting_user=host, booking=booking),
    ]
    results = at_once(2, lambda number: calls[number]())
    return results, Booking.objects.select_related("claim", "spot").get(pk=booking.pk)


def test_a_set_that_moves_while_its_act_is_booked_is_claimed_where_it_stands():
    for _round in range(SOME_ROUNDS):
        results, booking = _race(lambda show: plan_of(show, *USUAL, first_at=FAR_SATURDAY + 5 * MINUTE))
        assert not [each for each in results if isinstance(each, Exception)], results
        assert (booking.state, booking.spot.starts_at) == (BookingState.CONFIRMED, FAR_SATURDAY + 5 * MINUTE)
        claimed = (booking.claim.period.lower, booking.claim.period.upper)
        assert claimed == (booking.spot.call_at, booking.spot.released_at)


def test_an_act_is_booked_at_the_hours_it_applied_for_or_is_asked_for_others():
    later = ((40, 0, 0), (40, 10, 0), (60, 10, 0))
    for _round in range(SOME_ROUNDS):
        results, booking = _race(lambda show: plan_of(show, *later, first_at=FAR_SATURDAY + 35 * MINUTE))
        planned, accepted = (not isinstance(each, Exception) for each in results)
        assert planned != accepted, results
        assert isinstance(results[0 if accepted else 1], BeyondPromise if accepted else PermissionDenied)
        assert booking.state == (BookingState.CONFIRMED if accepted else BookingState.PENDING)
        assert booking.turn == ("" if accepted else Side.ACT)


def test_a_spot_is_either_taken_off_or_booked():
    for _round in range(SOME_ROUNDS):
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
