"""Making, naming and changing parties."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.actions import create_party, ensure_person_party, rename_party, update_party
from accounts.models import Membership, Party, SiteSettings, SlugRedirect
from accounts.states import Approval, PartyKind, Role
from catalogue.models import City, Currency, Genre
from tests.factories import MembershipFactory, PartyFactory, UserFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def make_party(user, name="Low Tide Choir", **fields):
    return create_party(acting_user=user, kind=PartyKind.BAND, name=name, timezone="Europe/Berlin", **fields)


def test_create_party_makes_a_draft_owned_by_its_maker():
    user = UserFactory()
    party = make_party(user, genres=Genre.objects.all()[:2], city=City.objects.first())
    assert (party.slug, party.approval) == ("low-tide-choir", Approval.DRAFT)
    assert party.calendar_id != user.calendar_id
    assert party.genres.count() == 2
    assert Membership.objects.get(party=party).role == Role.OWNER


def test_create_party_is_approved_at_once_where_staff_do_without():
    SiteSettings.objects.update_or_create(pk=1, defaults={"approval_required": False})
    assert make_party(UserFactory()).approval == Approval.APPROVED


def test_create_party_keeps_the_name_readable():
    assert make_party(UserFactory(), name="  Low \n Tide\tChoir\x07\x00 ").name == "Low Tide Choir"


@pytest.mark.parametrize("name", ["", "   ", "\x00", "x" * 301, "a\ud800b"])
def test_create_party_refuses_a_name_that_cannot_stand(name):
    with pytest.raises(ValidationError) as refusal:
        make_party(UserFactory(), name=name)
    assert list(refusal.value.message_dict) == ["name"]
    assert not Party.objects.exists()


@pytest.mark.parametrize("timezone", ["", "Mars/Olympus", "../etc/passwd", "localtime", "Europe/Berlin\x00"])
def test_create_party_refuses_a_zone_that_is_no_place(timezone):
    with pytest.raises(ValidationError) as refusal:
        create_party(acting_user=UserFactory(), kind=PartyKind.BAND, name="Noon", timezone=timezone)
    assert list(refusal.value.message_dict) == ["timezone"]


def test_create_party_numbers_a_slug_that_is_taken():
    user = UserFactory()
    assert [make_party(user).slug for _ in range(3)] == ["low-tide-choir", "low-tide-choir-2", "low-tide-choir-3"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_parties_of_one_name_made_at_once_get_slugs_of_their_own():
    user = UserFactory()
    made = at_once(16, lambda number: make_party(user).slug)
    assert sorted(made) == sorted(["low-tide-choir", *(f"low-tide-choir-{number}" for number in range(2, 17))])


def test_rename_party_keeps_the_old_slug_for_ever():
    user = UserFactory()
    party = make_party(user)
    rename_party(acting_user=user, party=party, name="High Tide Choir")
    assert party.slug == "high-tide-choir"
    assert SlugRedirect.objects.get(slug="low-tide-choir").party == party
    assert make_party(user).slug == "low-tide-choir-2"


def test_rename_party_back_takes_its_own_old_slug():
    user = UserFactory()
    party = make_party(user)
    rename_party(acting_user=user, party=party, name="High Tide Choir")
    rename_party(acting_user=user, party=party, name="Low Tide Choir")
    assert party.slug == "low-tide-choir"
    assert list(party.old_slugs.values_list("slug", flat=True)) == ["high-tide-choir"]


def test_update_party_changes_what_is_named_and_raises_the_versions():
    user = UserFactory()
    party = make_party(user)
    public_version = party.calendar.public_version
    update_party(acting_user=user, party=party, tagline="Slow, loud, patient", links=[("", "https://example.org/low")])
    party.refresh_from_db()
    party.calendar.refresh_from_db()
    assert (party.name, party.tagline) == ("Low Tide Choir", "Slow, loud, patient")
    assert party.links.get().label == "example.org"
    assert party.version == 2
    assert party.calendar.public_version > public_version


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"fee_min_minor": 500, "fee_max_minor": 400}, "fee_max_minor"),
        ({"fee_min_minor": -1}, "fee_min_minor"),
        ({"fee_min_minor": 500, "fee_currency": None}, "fee_currency"),
        ({"tagline": "x" * 201}, "tagline"),
        ({"links": [("Home", "javascript:alert(1)")]}, "links"),
        ({"links": [("Home", "https://example.org/")] * 13}, "links"),
    ],
)
def test_update_party_refuses_what_makes_no_sense_and_writes_nothing(fields, wrong):
    user = UserFactory()
    party = make_party(user)
    euro = Currency.objects.get(code="EUR")
    with pytest.raises(ValidationError) as refusal:
        update_party(acting_user=user, party=party, **{"fee_currency": euro, "bio": "Half written"} | fields)
    assert list(refusal.value.message_dict) == [wrong]
    assert Party.objects.get().bio == ""


@pytest.mark.parametrize("role", [Role.MEMBER, Role.STAFF, Role.DEP])
def test_update_party_is_for_leaders(role):
    membership = MembershipFactory(role=role)
    with pytest.raises(PermissionDenied):
        update_party(acting_user=membership.user, party=membership.party, tagline="Ours now")


def test_ensure_person_party_makes_one_on_the_persons_own_calendar():
    user = UserFactory()
    party = ensure_person_party(user)
    assert ensure_person_party(user) == party
    assert (party.calendar, party.is_public, party.kind) == (user.calendar, False, PartyKind.PERSON)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_ensure_person_party_at_once_makes_one():
    user = UserFactory()
    assert len({party.pk for party in at_once(8, lambda number: ensure_person_party(user))}) == 1


def test_led_by_and_of_list_a_party_once():
    user = UserFactory()
    party = PartyFactory()
    for role in (Role.OWNER, Role.MEMBER):
        MembershipFactory(user=user, party=party, role=role)
    assert list(Party.objects.led_by(user)) == list(Party.objects.of(user)) == [party]
