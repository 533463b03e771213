"""A report is between two sides and staff. Public pages read as before, or what is missing would tell of it."""

import pytest
from django.db.models import Q
from django.urls import reverse

from bookings.actions import report_booking
from bookings.states import BookingState
from discovery.queries.shows import public_shows, say_bill
from tests.bookings.scenes import HOUR, a_confirmed_booking
from tests.factories import FAR_SATURDAY
from web import fragments

pytestmark = pytest.mark.django_db


@pytest.fixture
def disputed(house, act):
    booking = a_confirmed_booking(house, act, title="The long night")
    at = FAR_SATURDAY + HOUR
    report_booking(acting_user=house.manager, booking=booking, kind="dispute", text="They never tuned.", at=at)
    booking.refresh_from_db()
    assert booking.state == BookingState.DISPUTED
    return booking


def text_of(client, name, party):
    fragments.near.clear()
    response = client.get(reverse(f"discovery:{name}", args=[party.slug]))
    assert response.status_code == 200
    return response.content.decode()


def test_page_of_an_act_keeps_a_show_that_is_disputed(client, disputed, act):
    assert text_of(client, "act", act.party).count('class="date"') == 1


def test_page_of_a_venue_still_says_who_plays(client, disputed, house, act):
    assert act.party.name in text_of(client, "venue", house.party)


def test_list_of_shows_names_the_act(disputed, act):
    [show] = public_shows(Q())
    assert say_bill(show) == act.party.name
