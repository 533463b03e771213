import datetime as dt
import math

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.states import Role
from catalogue.models import City
from tests.factories import MembershipFactory, UserFactory, VenueFactory
from tests.threads import at_once
from venues.actions import create_stage, create_venue, update_stage, update_venue
from venues.models import Stage, Venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def venue(owner):
    return create_venue(acting_user=owner, name="Harbour Cellar", timezone="Europe/Berlin")


def test_a_venue_lies_in_its_city_unless_it_says_where(owner):
    hamburg = City.objects.get(names__name="Hamburg", country="DE")
    venue = create_venue(acting_user=owner, name="Cellar", timezone="Europe/Berlin", city=hamburg)
    assert (venue.latitude, venue.longitude) == (hamburg.latitude, hamburg.longitude)
    assert venue.day_starts_at == dt.time(6)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"latitude": 53.5}, "longitude"),
        ({"latitude": 91.0, "longitude": 10.0}, "latitude"),
        ({"latitude": 53.5, "longitude": math.nan}, "longitude"),
        ({"address": "x" * 301}, "address"),
    ],
)
def test_update_venue_refuses_a_place_that_is_none(owner, venue, fields, wrong):
    with pytest.raises(ValidationError) as refusal:
        update_venue(acting_user=owner, venue=venue, **fields)
    assert list(refusal.value.message_dict) == [wrong]
    assert Venue.objects.get().latitude is None


def test_update_venue_changes_venue_and_party_together(owner, venue):
    update_venue(acting_user=owner, venue=venue, address="Kai 3", day_starts_at=dt.time(8), tagline="Down the stairs")
    venue = Venue.objects.select_related("party").get()
    assert (venue.address, venue.day_starts_at, venue.party.tagline) == ("Kai 3", dt.time(8), "Down the stairs")


def test_stages_stand_in_the_order_they_were_made_each_with_its_calendar(owner, venue):
    for name in ("Main", "Attic"):
        create_stage(acting_user=owner, venue=venue, name=name, capacity=200)
    assert [stage.name for stage in venue.stages.all()] == ["Main", "Attic"]
    assert len({venue.party.calendar_id, *venue.stages.values_list("calendar_id", flat=True)}) == 3


def test_two_stages_of_a_venue_never_have_one_name(owner, venue):
    create_stage(acting_user=owner, venue=venue, name="Main")
    other = create_stage(acting_user=owner, venue=venue, name="Attic")
    for again in (
        lambda: create_stage(acting_user=owner, venue=venue, name=" Main "),
        lambda: update_stage(acting_user=owner, stage=other, name="Main"),
    ):
        with pytest.raises(ValidationError) as refusal:
            again()
        assert list(refusal.value.message_dict) == ["name"]
    assert Stage.objects.count() == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_stage_made_eight_times_at_once_is_made_once(owner, venue):
    results = at_once(8, lambda number: create_stage(acting_user=owner, venue=venue, name="Main"))
    assert sum(isinstance(result, Stage) for result in results) == 1
    assert sum(isinstance(result, ValidationError) for result in results) == 7


@pytest.mark.parametrize("capacity", [0, -5, 10**7])
def test_a_stage_for_nobody_is_refused(owner, venue, capacity):
    with pytest.raises(ValidationError) as refusal:
        create_stage(acting_user=owner, venue=venue, name="Main", capacity=capacity)
    assert list(refusal.value.message_dict) == ["capacity"]


@pytest.mark.parametrize("role", [Role.STAFF, None])
def test_stages_are_for_leaders(role):
    venue = VenueFactory()
    user = MembershipFactory(party=venue.party, role=role).user if role else UserFactory()
    with pytest.raises(PermissionDenied):
        create_stage(acting_user=user, venue=venue, name="Main")
    with pytest.raises(PermissionDenied):
        update_venue(acting_user=user, venue=venue, address="Elsewhere")
