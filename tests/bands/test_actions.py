import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Membership
from accounts.states import Role
from availability.models import Calendar, CalendarSource
from bands.actions import create_band, update_band
from bands.models import Band
from tests.factories import BandFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def band(owner):
    return create_band(acting_user=owner, name="Low Tide Choir", timezone="Europe/Berlin")


def test_the_maker_of_a_band_owns_it_and_plays_in_it(owner, band):
    roles = Membership.objects.filter(party=band.party, user=owner).values_list("role", flat=True)
    assert set(roles) == {Role.OWNER, Role.MEMBER}
    assert CalendarSource.objects.get(calendar=band.party.calendar).draws_on == owner.calendar


@pytest.mark.parametrize("quorum", [0, -1, 101])
def test_a_quorum_that_is_no_number_of_people_makes_no_band(owner, quorum):
    with pytest.raises(ValidationError):
        create_band(acting_user=owner, name="Noon", timezone="Europe/Berlin", quorum=quorum)
    assert not Band.objects.exists()


@pytest.mark.parametrize(
    ("fields", "weighs"),
    [({"quorum": 2}, True), ({"essential_instruments": ["Drums"]}, True), ({"minimum_minutes": 90}, False)],
)
def test_calendar_of_a_band_knows_whether_members_are_weighed(owner, band, fields, weighs):
    update_band(acting_user=owner, band=band, **fields)
    assert Calendar.objects.get(pk=band.party.calendar_id).weighs == weighs
    update_band(acting_user=owner, band=band, quorum=None, essential_instruments=[])
    assert not Calendar.objects.get(pk=band.party.calendar_id).weighs


def test_update_band_changes_band_and_party_together(owner, band):
    update_band(
        acting_user=owner,
        band=band,
        quorum=3,
        has_pa=True,
        evening_from=dt.time(20),
        tagline="Slow",
        name="High Tide Choir",
    )
    band = Band.objects.select_related("party").get()
    assert (band.quorum, band.has_pa, band.evening_from, band.evening_to) == (3, True, dt.time(20), dt.time(0))
    assert (band.party.tagline, band.party.slug) == ("Slow", "high-tide-choir")


def test_update_band_refuses_an_evening_without_hours(owner, band):
    with pytest.raises(ValidationError) as refusal:
        update_band(acting_user=owner, band=band, evening_from=dt.time(20), evening_to=dt.time(20))
    assert list(refusal.value.message_dict) == ["evening_to"]


def test_instruments_that_a_band_never_plays_without_are_each_named_once(owner, band):
    update_band(acting_user=owner, band=band, essential_instruments=["Drums", " drums ", "Bass  guitar", ""])
    assert Band.objects.get().essential_instruments == ["Drums", "Bass guitar"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"minimum_minutes": 0}, "minimum_minutes"),
        ({"minimum_minutes": 301}, "minimum_minutes"),
        ({"minimum_minutes": 181, "evening_from": dt.time(21)}, "minimum_minutes"),
        ({"essential_instruments": [str(number) for number in range(11)]}, "essential_instruments"),
        ({"essential_instruments": ["x" * 81]}, "essential_instruments"),
    ],
)
def test_update_band_refuses_what_no_night_could_ever_meet(owner, band, fields, field):
    with pytest.raises(ValidationError) as refusal:
        update_band(acting_user=owner, band=band, **fields)
    assert list(refusal.value.message_dict) == [field]


def test_the_pages_of_a_band_renew_themselves_when_its_terms_change(owner, band):
    versions = []
    for fields in ({"quorum": 2}, {"tagline": "Slow"}):
        update_band(acting_user=owner, band=band, **fields)
        versions.append(Calendar.objects.get(pk=band.party.calendar_id).version)
    assert versions[0] > band.party.calendar.version


def test_update_band_refuses_the_whole_when_a_part_is_wrong(owner, band):
    with pytest.raises(ValidationError):
        update_band(acting_user=owner, band=band, draw=150, tagline="x" * 300)
    assert Band.objects.get().draw is None


@pytest.mark.parametrize("role", [Role.MEMBER, Role.DEP, Role.STAFF])
def test_update_band_is_for_leaders(role):
    band = BandFactory()
    user = MembershipFactory(party=band.party, role=role).user
    with pytest.raises(PermissionDenied):
        update_band(acting_user=user, band=band, quorum=2)
