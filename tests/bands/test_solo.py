"""An act that is one person: made once, theirs alone, and a band only when they say so."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now

from accounts.access import can_invite
from accounts.actions import add_membership, approve_party, create_invite, end_membership
from accounts.errors import LastOwner
from accounts.models import Membership, Party
from accounts.states import Approval, Role
from availability.states import MemberState, NightState
from bands.actions import create_solo_act, turn_into_band
from bands.queries import green_nights, solo_act
from departures.actions import close_account, close_party
from tests.bands.conftest import SATURDAY, knows, says
from tests.factories import UserFactory
from tests.threads import ROUNDS, at_once

pytestmark = pytest.mark.django_db
SAID = {"name": "Jonna Vale", "timezone": "Europe/Berlin", "instrument": "Voice"}


@pytest.fixture
def jonna(january):
    return UserFactory(name="Jonna Real")


@pytest.fixture
def act(jonna):
    return create_solo_act(acting_user=jonna, **SAID)


@pytest.fixture
def signed_in(client, jonna):
    client.force_login(jonna)
    return client


def roles(party):
    return {(each.user_id, each.role) for each in Membership.objects.current().filter(party=party)}


def test_its_soloist_owns_it_and_plays_in_it(act, jonna):
    assert act.party.is_solo
    assert act.party.approval == Approval.DRAFT
    assert act.party.name == "Jonna Vale"
    assert roles(act.party) == {(jonna.pk, Role.OWNER), (jonna.pk, Role.MEMBER)}
    assert solo_act(jonna) == act


def test_made_twice_it_is_one(act, jonna):
    again = create_solo_act(acting_user=jonna, **(SAID | {"name": "Another Name"}))
    assert (again, again.party.name) == (act, "Jonna Vale")
    assert Party.objects.count() == 1


def test_a_closed_one_makes_room_for_another(act, jonna):
    close_party(acting_user=jonna, party=act.party)
    assert solo_act(jonna) is None
    assert create_solo_act(acting_user=jonna, **SAID) != act


def test_who_was_shut_out_makes_none(jonna):
    type(jonna).objects.filter(pk=jonna.pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        create_solo_act(acting_user=jonna, **SAID)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.DEP, Role.MANAGER])
def test_nobody_is_invited(act, jonna, role):
    assert not can_invite(jonna, act.party, role)
    with pytest.raises(ValidationError):
        create_invite(acting_user=jonna, party=act.party, role=role)


def test_nobody_else_gets_in_whoever_asks(act):
    other = UserFactory()
    with pytest.raises(ValidationError):
        add_membership(acting_user=None, party=act.party, user=other, role=Role.MEMBER)
    with pytest.raises(IntegrityError, match="soloist"), transaction.atomic():
        Membership.objects.create(party=act.party, user=other, role=Role.MEMBER)
    # Whose membership is over may stand there: history is no membership.
    Membership.objects.create(party=act.party, user=other, role=Role.MEMBER, left_at=now())
    with pytest.raises(IntegrityError, match="soloist"), transaction.atomic():
        Membership.objects.filter(user=other).update(left_at=None)


@pytest.mark.parametrize("role", [None, Role.MEMBER, Role.OWNER])
def test_the_soloist_does_not_leave(act, jonna, role):
    with pytest.raises(LastOwner):
        end_membership(acting_user=jonna, party=act.party, user=jonna, role=role)


def test_an_account_that_ends_closes_it(act, jonna):
    close_account(acting_user=jonna)
    act.party.refresh_from_db()
    assert act.party.approval == Approval.CLOSED
    assert not act.party.is_public


def test_turned_into_a_band_others_join_and_everything_stays(act, jonna):
    slug = act.party.slug
    turn_into_band(acting_user=jonna, band=act)
    party = Party.objects.get(slug=slug)
    assert not party.is_solo
    assert can_invite(jonna, party, Role.MEMBER)
    turn_into_band(acting_user=jonna, band=act)
    assert solo_act(jonna) is None


def test_only_its_soloist_turns_it_into_a_band(act):
    with pytest.raises(PermissionDenied):
        turn_into_band(acting_user=UserFactory(is_staff=True), band=act)
    assert Party.objects.get(pk=act.party.pk).is_solo


@pytest.mark.parametrize(
    ("said", "state", "words"),
    [
        (None, NightState.UNKNOWN, "No answer yet"),
        ("free", NightState.GREEN, "You’re free"),
        ("maybe", NightState.AMBER, "You said maybe"),
        ("busy", NightState.RED, "You’re busy"),
    ],
)
def test_its_nights_are_those_of_its_person(act, jonna, said, state, words):
    if said == "free":
        knows(jonna)
    elif said:
        says(jonna, said)
    [night] = green_nights(act.party, [SATURDAY])
    assert (night.state, night.words) == (state, words)
    assert [each.user for each in night.members] == [jonna]
    assert MemberState(night.members[0].state)


def test_the_page_of_it_asks_four_things_and_makes_it(signed_in, jonna):
    page = signed_in.get(reverse("bands:solo_new")).content.decode()
    assert all(word in page for word in ("Stage name", "Town", "Genres", "What do you play?"))
    assert "bandmates" not in page
    response = signed_in.post(reverse("bands:solo_new"), SAID)
    own = solo_act(jonna)
    assert response["Location"] == reverse("bands:band", args=[own.party.slug])
    assert signed_in.get(reverse("bands:solo_new"))["Location"] == response["Location"]


def test_a_name_is_needed(signed_in):
    response = signed_in.post(reverse("bands:solo_new"), SAID | {"name": " "})
    assert response.status_code == 422
    assert 'id="id_name_error"' in response.content.decode()
    assert not Party.objects.exists()


PAGES = ["bands:band", "bands:band_edit", "accounts:team", "bands:press", "bands:shares"]


@pytest.mark.parametrize("name", PAGES)
def test_its_pages_speak_to_one_person(signed_in, act, name):
    page = signed_in.get(reverse(name, args=[act.party.slug])).content.decode()
    main = page.split("<main")[1].split("</main>")[0]
    tags_away = " ".join("".join(part.split(">", 1)[-1] for part in main.split("<")).split())
    for word in ("Members", "member", "Everyone", "Invite", "Green Zone", "Date polls", "bandmates", "The band"):
        assert word not in tags_away, word


def test_the_night_speaks_to_one_person(signed_in, act):
    page = signed_in.get(reverse("bands:night", args=[act.party.slug, "2028-03-04"])).content.decode()
    assert "No answer yet" in page
    assert "The others" not in page
    assert "Ask those" not in page


def test_the_button_turns_it_into_a_band(signed_in, act):
    address = reverse("bands:band_open", args=[act.party.slug])
    assert address in signed_in.get(reverse("accounts:team", args=[act.party.slug])).content.decode()
    assert signed_in.get(address).status_code == 405
    assert signed_in.post(address)["Location"] == reverse("accounts:team", args=[act.party.slug])
    page = signed_in.get(reverse("accounts:team", args=[act.party.slug])).content.decode()
    assert address not in page
    assert "Create invite link" in page


def test_it_is_found_as_solo_and_by_its_page(client, act):
    approve_party(acting_user=UserFactory(is_staff=True), party=act.party)
    page = client.get(reverse("discovery:acts"), {"size_min": 1, "size_max": 1}).content.decode()
    assert "Jonna Vale" in page
    assert ">Solo" in page
    assert "Jonna Vale" in client.get(reverse("discovery:act", args=[act.party.slug])).content.decode()
    assert "Jonna Vale" not in client.get(reverse("discovery:acts"), {"size_min": 2}).content.decode()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one():
    for _round in range(ROUNDS):
        jonna = UserFactory()
        made = at_once(6, lambda _number, who=jonna: create_solo_act(acting_user=who, **SAID).party.pk)
        assert len(set(made)) == 1, made
        assert Party.objects.filter(soloist=jonna).count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_joining_while_it_turns_into_a_band_leaves_no_stranger_in_a_solo_act():
    for _round in range(ROUNDS):
        jonna, other = UserFactory(), UserFactory()
        act = create_solo_act(acting_user=jonna, **SAID)
        calls = (
            lambda act=act, jonna=jonna: turn_into_band(acting_user=jonna, band=act),
            lambda act=act, other=other: add_membership(
                acting_user=None, party=Party.objects.get(pk=act.pk), user=other, role=Role.MEMBER
            ),
        )
        at_once(2, lambda number, calls=calls: calls[number]())
        party = Party.objects.get(pk=act.pk)
        strangers = Membership.objects.current().filter(party=party).exclude(user=jonna)
        assert not party.is_solo or not strangers.exists()
