import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actions import approve_party
from accounts.models import Membership, Party
from accounts.states import Approval, PartyKind, Role
from studio.actions import (
    CREDITS_MAX,
    add_credit,
    create_professional,
    remove_credit,
    update_credit,
    update_professional,
    verify_professional,
)
from studio.models import Credit, Professional
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def fields_refused(refusal) -> list[str]:
    return list(refusal.value.message_dict)


def test_a_professional_is_owned_by_its_maker_who_works_there_and_waits_for_approval(user, professional):
    party = professional.party
    assert (party.kind, party.slug, party.approval) == (PartyKind.PROFESSIONAL, "low-end", Approval.DRAFT)
    members = Membership.objects.filter(party=party).values_list("user", "role")
    assert sorted(members) == [(user.pk, Role.MEMBER), (user.pk, Role.OWNER)]


def test_disciplines_are_kept_once_and_in_their_order(user):
    made = create_professional(
        acting_user=user, name="A", timezone="UTC", disciplines=["mastering", "recording", "mastering"]
    )
    assert made.disciplines == ["recording", "mastering"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"disciplines": []}, "disciplines"),
        ({"disciplines": ["juggling"]}, "disciplines"),
        ({"languages": ["xx"]}, "languages"),
        ({"is_remote": False, "is_on_site": False}, "is_on_site"),
        ({"gear": "x" * 4001}, "gear"),
        ({"name": ""}, "name"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(user, professional, fields, field):
    before = Professional.objects.values().get()
    with pytest.raises(ValidationError) as refusal:
        update_professional(acting_user=user, professional=professional, **fields)
    assert fields_refused(refusal) == [field]
    assert Professional.objects.values().get() == before


@pytest.mark.parametrize(
    "fields", [{"disciplines": []}, {"disciplines": ["juggling"]}, {"is_remote": False, "is_on_site": False}]
)
def test_the_database_refuses_it_too(professional, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Professional.objects.update(**fields)


def test_two_leaders_cannot_together_switch_off_both_ways_of_working(user, professional):
    seen_before = Professional.objects.select_related("party").get()
    update_professional(acting_user=user, professional=professional, is_remote=False)
    with pytest.raises(ValidationError):
        update_professional(acting_user=user, professional=seen_before, is_on_site=False)
    assert Professional.objects.get().is_on_site


def test_a_change_raises_the_version_and_no_change_does_not(user, professional):
    before = professional.party.version
    update_professional(acting_user=user, professional=professional)
    assert professional.party.version == before
    update_professional(acting_user=user, professional=professional, gear="A desk")
    assert professional.party.version == before + 1


def test_strangers_change_nothing(professional):
    stranger = UserFactory()
    with pytest.raises(PermissionDenied):
        update_professional(acting_user=stranger, professional=professional, gear="Mine")
    with pytest.raises(PermissionDenied):
        add_credit(acting_user=stranger, professional=professional, artist="A", title="B")
    assert (Professional.objects.get().gear, Credit.objects.count()) == ("", 0)


def test_credits_are_added_changed_and_removed(user, professional):
    credit = add_credit(acting_user=user, professional=professional, artist=" Fuchsbau ", title="Salz", year=2024)
    before = professional.party.version
    update_credit(acting_user=user, credit=credit, role="Mixed")
    stored = Credit.objects.get()
    assert (stored.artist, stored.year, stored.role) == ("Fuchsbau", 2024, "Mixed")
    assert credit.professional.party.version == before + 1
    remove_credit(acting_user=user, credit=credit)
    assert not Credit.objects.exists()


def test_credits_stand_newest_first_and_those_without_a_year_last(user, professional):
    for title, year in (("Old", 1999), ("Undated", None), ("New", 2025)):
        add_credit(acting_user=user, professional=professional, artist="A", title=title, year=year)
    assert [credit.title for credit in professional.credits.all()] == ["New", "Old", "Undated"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"artist": " "}, "artist"),
        ({"title": "x" * 201}, "title"),
        ({"year": 1899}, "year"),
        ({"link": "javascript:alert(1)"}, "link"),
    ],
)
def test_a_credit_that_is_none_is_refused_at_its_field(user, professional, fields, field):
    with pytest.raises(ValidationError) as refusal:
        add_credit(acting_user=user, professional=professional, **{"artist": "A", "title": "B"} | fields)
    assert fields_refused(refusal) == [field]


def test_one_credit_too_many_is_refused(user, professional):
    rows = [Credit(professional=professional, artist="A", title=str(number)) for number in range(CREDITS_MAX)]
    Credit.objects.bulk_create(rows)
    with pytest.raises(ValidationError):
        add_credit(acting_user=user, professional=professional, artist="A", title="One more")


def test_staff_verify_a_professional_and_take_it_back(professional, user, client):
    staff = UserFactory(is_staff=True, is_superuser=True)
    before = Party.objects.get(pk=professional.pk).version
    for nobody in (user, UserFactory()):
        with pytest.raises(PermissionDenied):
            verify_professional(acting_user=nobody, professional=professional, is_verified=True)
    found = verify_professional(acting_user=staff, professional=professional, is_verified=True)
    assert (found.is_verified, found.verified_by) == (True, staff)
    first = found.verified_at
    assert verify_professional(acting_user=staff, professional=professional, is_verified=True).verified_at == first
    assert Party.objects.get(pk=professional.pk).version > before
    approve_party(acting_user=staff, party=professional.party)
    page = reverse("discovery:professional", args=[professional.party.slug])
    assert "have verified this person’s identity" in client.get(page).text
    assert client.get(f"/api/v1/professionals/{professional.party.slug}").json()["verified"] is True
    client.force_login(staff)
    asked = {"action": "unverify", "_selected_action": [str(professional.pk)]}
    assert client.post(reverse("admin:studio_professional_changelist"), asked).status_code == 302
    assert "have verified this person’s identity" not in client.get(page).text
