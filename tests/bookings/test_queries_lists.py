import datetime as dt

import pytest

from accounts.models import Membership
from bookings.actions import decline_booking, request_act
from bookings.queries import bookings_of, lineup_questions, pending_counts, shows_of, upcoming_shows, waiting_for
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

DAY = dt.timedelta(days=1)


def test_bookings_of_both_sides_and_of_who_plays(house, act):
    booking = a_confirmed_booking(house, act)
    for user in (house.manager, act.leader, act.members[0]):
        assert list(bookings_of(user)) == [booking]
    assert not bookings_of(UserFactory()).exists()


def test_bookings_of_by_state_and_night(house, act):
    booking = a_confirmed_booking(house, act)
    assert bookings_of(act.leader, states=["confirmed"], first=booking.spot.show.night).exists()
    assert not bookings_of(act.leader, states=["pending"]).exists()
    assert not bookings_of(act.leader, last=booking.spot.show.night - DAY).exists()


def test_waiting_for_whose_turn_it_is(house, act):
    application = an_application(act, an_open_show(house))
    request = request_act(
        acting_user=UserFactory(),
        act=act.party,
        starts_at=FAR_SATURDAY + DAY,
        ends_at=FAR_SATURDAY + DAY + HOUR,
        place="Home",
    )
    assert list(waiting_for(house.manager)) == [application]
    assert list(waiting_for(act.leader)) == [request]
    decline_booking(acting_user=act.leader, booking=request)
    assert not waiting_for(act.leader).exists()


def test_lineup_questions_are_ones_own(house, act):
    Membership.objects.filter(user=act.members[0]).update(may_be_booked=False)
    booking = an_application(act, an_open_show(house))
    assert [entry.booking for entry in lineup_questions(act.members[0])] == [booking]
    assert not lineup_questions(act.members[1]).exists()


def test_shows_of_are_those_one_leads(house, act):
    show = an_open_show(house, publish=False)
    assert list(shows_of(house.manager)) == [show]
    assert not shows_of(act.leader).exists()


def test_upcoming_shows_are_public_ones_of_venue_and_act(house, act):
    booking = a_confirmed_booking(house, act)
    an_open_show(house, starts_at=FAR_SATURDAY + DAY, announce_at=FAR_SATURDAY)
    an_open_show(house, starts_at=FAR_SATURDAY + 2 * DAY, publish=False)
    for party in (house.party, act.party):
        assert upcoming_shows(party) == [booking.spot.show]


def test_pending_counts_who_waits(house, act):
    show, other = an_open_show(house), an_open_show(a_house())
    an_application(act, show)
    an_application(an_act(), show)
    assert pending_counts([show, other]) == {show.pk: 2}


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_bookings_is_one_query(house, act, count, django_assert_num_queries):
    for day in range(count):
        an_application(act, an_open_show(house, starts_at=FAR_SATURDAY + day * DAY))
    with django_assert_num_queries(1):
        lines = [
            (booking.act.name, booking.spot.show.owner.name, booking.spot.show.stage.venue.party.name)
            for booking in bookings_of(act.leader)
        ]
    assert len(lines) == count
