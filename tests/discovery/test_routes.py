"""The way to a place: on the page of a venue, of a show and of a booking, and on Today."""

import pytest
from django.urls import reverse

from tests.bookings.scenes import a_confirmed_booking

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
POINT = 'data-route="54.3233,10.1394"'


@pytest.fixture
def booking(house, act):
    venue = house.stage.venue
    venue.address, venue.latitude, venue.longitude = "Kaistraße 12", 54.3233, 10.1394
    venue.save()
    return a_confirmed_booking(house, act)


def read(client, name, *ids):
    return client.get(reverse(name, args=ids)).content.decode()


def test_the_way_leads_to_the_point_of_the_venue(client, house, act, booking):
    client.force_login(act.leader)
    for name, key in (
        ("discovery:venue", house.party.slug),
        ("bookings:show", booking.spot.show_id),
        ("bookings:booking", booking.pk),
    ):
        text = read(client, name, key)
        assert POINT in text
        assert "https://www.openstreetmap.org/directions?to=54.3233%2C10.1394" in text


def test_a_point_is_written_with_dots_in_german_too(client, house, booking):
    page = client.get(reverse("discovery:venue", args=[house.party.slug]), headers={"accept-language": "de"})
    assert POINT in page.content.decode()


def test_today_leads_to_the_address_of_the_next_gig(client, act, booking):
    client.force_login(act.leader)
    text = read(client, "discovery:today")
    assert 'data-route="0,0"' in text
    assert "openstreetmap.org/search?query=Kaistra%C3%9Fe%2012" in text


def test_without_point_and_address_there_is_no_way(client, house, act):
    client.force_login(act.leader)
    venue = house.stage.venue
    assert (venue.address, venue.latitude) == ("", None)
    assert "data-route" not in read(client, "discovery:venue", house.party.slug)
