import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import UserFactory
from venues.actions import create_stage, create_venue
from venues.models import Stage, Venue

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def signed_in(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def venue(user):
    return create_venue(acting_user=user, name="Harbour Cellar", timezone="Europe/Berlin")


def text_of(response):
    return response.content.decode()


def test_making_a_venue_leads_to_its_stages(signed_in):
    data = {"name": "Harbour Cellar", "city": "Hamburg, Germany", "day_starts_at": "08:00", "address": "Kai 3"}
    response = signed_in.post(reverse("venues:venue_new"), data)
    assert response.headers["Location"] == reverse("venues:stages", args=["harbour-cellar"])
    venue = Venue.objects.select_related("party").get()
    assert (venue.day_starts_at, venue.party.timezone, round(venue.latitude)) == (dt.time(8), "Europe/Berlin", 54)


def test_adding_and_renaming_a_stage(signed_in, venue):
    signed_in.post(reverse("venues:stage_new", args=["harbour-cellar"]), {"name": "Main", "capacity": "300"})
    stage = Stage.objects.get()
    signed_in.post(reverse("venues:stage_edit", args=[stage.pk]), {"name": "Great hall", "capacity": "320"})
    stage.refresh_from_db()
    assert (stage.name, stage.capacity) == ("Great hall", 320)
    assert "Great hall" in text_of(signed_in.get(reverse("venues:stages", args=["harbour-cellar"])))


@pytest.mark.parametrize(("data", "field"), [({"name": ""}, "name"), ({"name": "A", "capacity": "0"}, "capacity")])
def test_a_stage_that_is_none_is_an_error_at_its_field(signed_in, venue, data, field):
    response = signed_in.post(reverse("venues:stage_new", args=["harbour-cellar"]), data)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in text_of(response)
    assert not Stage.objects.exists()


def test_editing_a_venue(signed_in, venue):
    data = {
        "name": "Harbour Cellar",
        "timezone": "Europe/Berlin",
        "day_starts_at": "06:00",
        "latitude": "53.54",
        "longitude": "9.98",
    }
    signed_in.post(reverse("venues:venue_edit", args=["harbour-cellar"]), data | {"bio": "Down the stairs."})
    venue.refresh_from_db()
    assert (venue.latitude, venue.longitude, venue.party.bio) == (53.54, 9.98, "Down the stairs.")


@pytest.mark.parametrize(("field", "value"), [("latitude", "91"), ("longitude", "nan"), ("day_starts_at", "noon")])
def test_a_place_that_is_none_is_an_error_at_its_field(signed_in, venue, field, value):
    data = {"name": "H", "timezone": "Europe/Berlin", "day_starts_at": "06:00", "latitude": "1", "longitude": "1"}
    response = signed_in.post(reverse("venues:venue_edit", args=["harbour-cellar"]), data | {field: value})
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in text_of(response)


@pytest.mark.parametrize("count", [1, 3])
def test_one_stage_takes_as_many_queries_as_three(signed_in, user, venue, count, django_assert_num_queries):
    for number in range(count):
        create_stage(acting_user=user, venue=venue, name=f"Stage {number}")
    address = reverse("venues:stages", args=["harbour-cellar"])
    signed_in.get(address)
    with django_assert_num_queries(QUERIES_OF_STAGES):
        signed_in.get(address)


QUERIES_OF_STAGES = 10
"""Session, user, party, roles, the venue, its stages, whether they lead, the switcher, the unread count, the first
steps."""
