"""How people are called who have not said so, and by whom that is read."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from django.test import RequestFactory
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import override

from accounts.actions import add_membership, create_feed, delete_account, ensure_person_party, update_profile
from accounts.models import Party, User
from accounts.sign_in.adapters import SocialAccountAdapter
from accounts.states import Role
from availability.models import Feed
from availability.states import FeedKind
from bands.actions import create_band
from bookings.models import Show
from tests.bookings.scenes import an_act
from tests.factories import PartyFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def nameless():
    return UserFactory(name="", email="private.person.1987@example.org", language="en")


FOUNDING = ["bands:band_new", "bands:solo_new", "venues:venue_new", "accounts:agency_new", "studio:professional_new"]


@pytest.mark.parametrize("founding", FOUNDING)
def test_who_has_no_name_says_one_when_founding(client, nameless, founding):
    client.force_login(nameless)
    address = reverse(founding)
    assert 'name="your_name"' in client.get(address).content.decode()
    data = {"name": "Noon", "timezone": "Europe/Berlin", "day_starts_at": "06:00"}
    data |= {"disciplines": ["mixing"], "is_remote": "on"}
    refused = client.post(address, data)
    assert refused.status_code == 422
    assert 'id="id_your_name_error"' in refused.content.decode()
    assert not Party.objects.exists()
    unseen = client.post(address, data | {"your_name": "\u200b"})
    assert 'id="id_your_name_error"' in unseen.content.decode()
    assert client.post(address, data | {"your_name": " Mara  Quist "}).status_code == 302
    nameless.refresh_from_db()
    assert nameless.name == "Mara Quist"
    assert Party.objects.get().name == "Noon"
    assert 'name="your_name"' not in client.get(address).content.decode()
    client.post(address, data | {"your_name": "Other", "name": "Later"})
    nameless.refresh_from_db()
    assert nameless.name == "Mara Quist"


def test_who_has_no_name_says_one_when_asking_an_act(client, nameless):
    client.force_login(nameless)
    address = reverse("bookings:request_new", args=[an_act().party.slug])
    night = (localdate() + dt.timedelta(days=40)).isoformat()
    data = {"night": night, "starts": "20:00", "ends": "22:00", "tiers": "", "message": "Hello"}
    assert client.post(address, data).status_code == 422
    assert not Show.objects.exists()
    answer = client.post(address, data | {"your_name": "Mara"})
    assert answer.status_code == 302, answer.content.decode()
    assert Show.objects.get().owner.name == "Mara"


def test_nobody_else_reads_a_part_of_an_address(client, nameless):
    band = create_band(acting_user=nameless, name="Noon", timezone="Europe/Berlin").party
    drummer = UserFactory()
    add_membership(acting_user=None, party=band, user=drummer, role=Role.MEMBER)
    client.force_login(drummer)
    for page in ("accounts:team", "bands:band"):
        text = client.get(reverse(page, args=[band.slug])).content.decode()
        assert "private.person" not in text
        assert "Someone" in text
    create_feed(acting_user=nameless, kind=FeedKind.PERSON)
    own = ensure_person_party(nameless)
    assert (own.name, own.slug, str(nameless)) == ("Someone", "someone", "Someone")
    assert "private.person" not in Feed.objects.get().name
    client.force_login(nameless)
    assert "private.person.1987@example.org" in client.get(reverse("accounts:you")).content.decode()


def test_a_name_goes_to_what_one_asks_for_oneself(nameless):
    own = ensure_person_party(nameless)
    create_feed(acting_user=nameless, kind=FeedKind.PERSON)
    update_profile(acting_user=nameless, name="Mara")
    own.refresh_from_db()
    assert (own.name, own.version > 1, Feed.objects.get().name) == ("Mara", True, "Mara")


def test_language_and_zone_are_saved_before_a_name(client, nameless):
    client.force_login(nameless)
    address = reverse("accounts:you")
    said = {"name": "", "timezone": "Europe/Lisbon", "language": "de"}
    assert client.post(address, said).status_code == 302
    nameless.refresh_from_db()
    assert (nameless.name, nameless.timezone, nameless.language) == ("", "Europe/Lisbon", "de")
    client.post(address, said | {"name": "Mara"})
    assert client.post(address, said).status_code == 422
    nameless.refresh_from_db()
    assert nameless.name == "Mara"


def test_the_upgrade_takes_the_address_off_who_asked_without_a_name(nameless):
    shown, named = (
        ensure_person_party(nameless),
        ensure_person_party(UserFactory(name="other", email="other@example.org")),
    )
    Party.objects.filter(pk=shown.pk).update(name="private.person.1987", slug="private-person-1987")
    upgrade = import_module("accounts.migrations.0004_persons_without_a_name")
    with connection.cursor() as cursor:
        cursor.execute(upgrade.RENAME)
    shown.refresh_from_db()
    named.refresh_from_db()
    assert (shown.name, shown.slug) == ("Somebody", f"somebody-{str(shown.pk)[-12:]}")
    assert (named.name, named.slug) == ("other", "other")


RLO = "\u202e"


def signed_up_at_google(settings, **told) -> User:
    settings.SOCIALACCOUNT_PROVIDERS = {"google": {"APPS": [{"client_id": "stageslot", "secret": "shh"}]}}
    request = RequestFactory().get("/")
    provider = SocialAccountAdapter(request).get_provider(request, "google")
    return provider.sociallogin_from_response(request, {"sub": "108", "email": "asa@example.org", **told}).user


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({"name": " \u00c5sa  Holm ", "given_name": "\u00c5sa"}, "\u00c5sa Holm"),
        ({"given_name": "\u00c5sa", "family_name": None}, "\u00c5sa"),
        ({"name": f"Asa{RLO}mloH\x07"}, "AsamloH"),
        ({"name": "\u200b"}, ""),
        ({"name": "A" * 300}, "A" * 120),
        ({}, ""),
    ],
)
def test_who_comes_from_google_is_called_as_there(settings, told, name):
    assert signed_up_at_google(settings, **told).name == name


def test_staff_write_a_name_as_its_owner_may(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    person = UserFactory(name="Mara")
    party = ensure_person_party(person)
    address = reverse("admin:accounts_user_change", args=[person.pk])
    formsets = {f"{name}-{kind}_FORMS": 0 for name in ("memberships", "departures") for kind in ("TOTAL", "INITIAL")}
    sent = {"timezone": "Europe/Berlin", "language": "en", **formsets}
    refused = client.post(address, sent | {"name": "\u200b"})
    assert "Enter at least one visible character." in refused.content.decode()
    saved = client.post(address, sent | {"name": f"Mara {RLO}tsiuQ"})
    assert saved.status_code == 302, saved.context["errors"]
    person.refresh_from_db()
    party.refresh_from_db()
    assert (person.name, party.name) == ("Mara tsiuQ", "Mara tsiuQ")


def test_stored_names_are_cleaned_once():
    people = [
        UserFactory(name=name)
        for name in (f"Mara {RLO}tsiuQ", "\u200b", "Zo\u200dë", "Mara", "\u2067" + 119 * "m", "\u2067Mara")
    ]
    shown = PartyFactory(name=f"Noon{RLO}")
    hidden = PartyFactory(name="\u2060", slug="hidden-one")
    migration = import_module("accounts.migrations.0006_clean_names")
    for _twice in range(2):
        migration.clean_names(apps, None)
        names = [User.objects.get(pk=person.pk).name for person in people]
        assert names == ["Mara tsiuQ", "", "Zo\u200dë", "Mara", 119 * "m", "\u2067Mara\u2069"]
        assert [Party.objects.get(pk=party.pk).name for party in (shown, hidden)] == ["Noon", "hidden-one"]
        assert Party.objects.get(pk=shown.pk).version == shown.version + 1


def test_party_of_a_deleted_account_has_no_stored_name_and_reads_in_the_language_of_the_reader():
    person = UserFactory(name="Ida Gone")
    party = ensure_person_party(person)
    delete_account(acting_user=person)
    party.refresh_from_db()
    assert party.is_forgotten
    for language, name in (("en", "Former member"), ("de", "Früheres Mitglied")):
        with override(language):
            assert (party.name, str(party)) == (name, name)
            party.save()  # what is read is not what is stored
    assert Party.objects.only("pk").get(name="").name == "Former member"


def test_somebody_who_takes_the_name_of_the_forgotten_is_not_forgotten(client):
    person = UserFactory(name="Former member")
    party = ensure_person_party(person)
    with override("de"):
        assert (party.is_forgotten, party.name, person.display_name) == (False, "Former member", "Former member")
    band = PartyFactory()
    with pytest.raises(IntegrityError, match="party_has_a_name"):
        Party.objects.filter(pk=band.pk).update(name="")
