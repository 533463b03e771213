"""Looking for two openers, and no longer looking."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from bookings.actions import add_spots, apply_to_spot, remove_spot
from bookings.models import Spot
from bookings.states import BookingState, ShowState, SpotRole, SpotState
from catalogue.models import Genre
from engagements.errors import WrongState
from notifications.models import Notification
from tests.bookings.bill.scenes import FAR_SATURDAY, MINUTE, a_night, a_spot, book, clocks
from tests.bookings.scenes import a_confirmed_booking, an_act, an_application, an_open_show

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def test_two_openers_open_before_the_first_set(house):
    show = an_open_show(
        house, spots=[a_spot(SpotRole.HEADLINER, 100, 75)], doors_at=FAR_SATURDAY - 60 * MINUTE,
    )  # fmt: skip
    genre = Genre.objects.first()
    made = add_spots(
        acting_user=house.manager, show=show, role=SpotRole.OPENER, count=2, genres=[genre.pk], draw_wanted=50,
        minutes=30, fee_minor=10_000, fee_currency="EUR",
    )  # fmt: skip
    assert clocks(show.spots.all()) == ["21:10-21:40", "21:55-22:25", "22:40-23:55"]
    assert [(spot.state, spot.draw_wanted, spot.fee_minor, list(spot.genres.all())) for spot in made] == [
        (SpotState.OPEN, 50, 10_000, [genre])
    ] * 2
    assert [spot.position for spot in show.spots.all()] == [0, 1, 2]


def test_a_show_whose_bill_was_complete_is_open_again(house, act):
    booking = a_confirmed_booking(house, act)
    show = booking.spot.show
    assert show.state == ShowState.CONFIRMED
    add_spots(acting_user=house.manager, show=show, role=SpotRole.OPENER)
    show.refresh_from_db()
    assert show.state == ShowState.OPEN
    other = an_act()
    opener = show.spots.get(state=SpotState.OPEN)
    assert apply_to_spot(acting_user=other.leader, spot=opener, act=other.party).state == BookingState.PENDING


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"role": "juggler"}, "role"),
        ({"count": 0}, "count"),
        ({"count": 7}, "count"),
        ({"minutes": 0}, "minutes"),
        ({"draw_wanted": -1}, "draw_wanted"),
        ({"genres": ["polka-from-mars"]}, "genres"),
        ({"fee_minor": 100}, "fee"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_at_its_field(house, wish, field):
    show = a_night(house)
    with pytest.raises(ValidationError) as refused:
        add_spots(acting_user=house.manager, show=show, **{"role": SpotRole.OPENER} | wish)
    assert list(refused.value.message_dict) == [field]


def test_who_waits_for_a_spot_that_is_taken_off_gets_an_answer(house, act):
    show = a_night(house)
    booking = an_application(act, show, 0)
    remove_spot(acting_user=house.manager, spot=booking.spot, message="We start later.")
    booking.refresh_from_db()
    assert (booking.state, booking.history.last().text) == (BookingState.DECLINED, "We start later.")
    assert Notification.objects.filter(kind="bookings.declined", user=act.leader).count() == 1
    assert [spot.role for spot in show.spots.all()] == [SpotRole.SUPPORT, SpotRole.HEADLINER]
    assert Spot._base_manager.get(pk=booking.spot_id).state == SpotState.OFF


def test_a_show_is_complete_when_its_last_open_spot_is_taken_off(house):
    show = a_night(house)
    for place in (1, 2):
        book(house, an_act(), show, place)
    remove_spot(acting_user=house.manager, spot=show.spots.first())
    show.refresh_from_db()
    assert show.state == ShowState.CONFIRMED


def test_a_spot_that_is_booked_or_the_only_one_stays(house, act):
    show = a_night(house)
    booking = book(house, act, show, 0)
    with pytest.raises(WrongState):
        remove_spot(acting_user=house.manager, spot=booking.spot)
    for spot in list(show.spots.all())[1:]:
        remove_spot(acting_user=house.manager, spot=spot)
    with pytest.raises(WrongState):
        remove_spot(
            acting_user=house.manager, spot=an_open_show(house, starts_at=FAR_SATURDAY + 1440 * MINUTE).spots.get()
        )


def test_taking_a_spot_off_twice_is_refused(house):
    spot = a_night(house).spots.first()
    remove_spot(acting_user=house.manager, spot=spot)
    with pytest.raises(WrongState):
        remove_spot(acting_user=house.manager, spot=spot)


def test_nobody_but_the_host_opens_or_closes_spots(house, act):
    show = a_night(house)
    with pytest.raises(PermissionDenied):
        add_spots(acting_user=act.leader, show=show, role=SpotRole.OPENER)
    with pytest.raises(PermissionDenied):
        remove_spot(acting_user=act.leader, spot=show.spots.first())
