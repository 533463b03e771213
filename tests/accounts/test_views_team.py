"""The team of a band or venue, through the client: who reaches what, and what it does."""

import re
import sys
import uuid

import pytest
from django.urls import reverse

from accounts.actions import add_membership, create_invite
from accounts.models import Invite, Membership, Party
from accounts.states import Approval, Role
from tests.factories import BandFactory, MembershipFactory, PartyFactory, StageFactory, UserFactory, VenueFactory
from web.limits import TooManyRequests

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

INSIDERS = {"owner", "manager", "member"}
LEADERS = {"owner", "manager"}
EVERYBODY = ["anonymous", "stranger", "ex-member", "staff", "owner", "manager", "member"]

BAND_PAGES = {
    "bands:band": INSIDERS,
    "bands:green_zone_panel": INSIDERS,
    "bands:band_stream_token": INSIDERS,
    "bands:members": INSIDERS,
    "accounts:team": INSIDERS,
    "accounts:invite_new": LEADERS,
    "accounts:photos": LEADERS,
    "bands:band_edit": LEADERS,
}
VENUE_PAGES = {
    "venues:stages": INSIDERS,
    "venues:venue_edit": LEADERS,
    "accounts:team": INSIDERS,
    "accounts:photos": LEADERS,
}
POSTS = {"accounts:photo_add": LEADERS, "accounts:invite_new": LEADERS}


def somebody(who, party):
    if who in INSIDERS:
        return MembershipFactory(party=party, role=who).user
    user = UserFactory(is_staff=who == "staff")
    if who == "ex-member":
        left = MembershipFactory(party=party, user=user, role=Role.OWNER)
        Membership.objects.filter(pk=left.pk).update(left_at=left.joined_at)
    return user


def visit(client, who, party, address, method="get"):
    if who != "anonymous":
        client.force_login(somebody(who, party))
    return getattr(client, method)(address)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("name", BAND_PAGES)
def test_who_reaches_a_page_of_a_band(client, who, name):
    party = BandFactory().party
    response = visit(client, who, party, reverse(name, args=[party.slug]))
    if who == "anonymous":
        assert response.headers["Location"].startswith(reverse("account_login"))
    elif who in BAND_PAGES[name]:
        assert response.status_code in {200, 302}
    else:
        assert response.status_code == 403


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("name", VENUE_PAGES)
def test_who_reaches_a_page_of_a_venue(client, who, name):
    party = VenueFactory().party
    response = visit(client, who, party, reverse(name, args=[party.slug]))
    if who == "anonymous":
        assert response.headers["Location"].startswith(reverse("account_login"))
    else:
        assert response.status_code == (200 if who in VENUE_PAGES[name] else 403)


@pytest.mark.parametrize("who", ["stranger", "ex-member"])
@pytest.mark.parametrize("name", BAND_PAGES)
def test_the_pages_of_a_draft_do_not_exist_for_outsiders(client, who, name):
    party = BandFactory(party__approval=Approval.DRAFT).party
    assert visit(client, who, party, reverse(name, args=[party.slug])).status_code == 404


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_changes_a_stage(client, who):
    stage = StageFactory()
    response = visit(client, who, stage.venue.party, reverse("venues:stage_edit", args=[stage.pk]))
    expected = 302 if who == "anonymous" else 200 if who in LEADERS else 404
    assert response.status_code == expected


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("name", POSTS)
def test_who_may_post(client, who, name):
    party = BandFactory().party
    response = visit(client, who, party, reverse(name, args=[party.slug]), "post")
    expected = 302 if who == "anonymous" else 422 if who in POSTS[name] else 403
    assert response.status_code == expected


@pytest.mark.parametrize(
    "name",
    ["accounts:photo_add", "venues:stage_new", "accounts:invite_revoke", "departures:role_end", "accounts:role_add"],
)
def test_what_writes_answers_no_get(client, name):
    client.force_login(UserFactory())
    ids = [uuid.uuid4()] if name.split(":")[1] in {"invite_revoke", "role_end", "role_add"} else []
    assert client.get(reverse(name, args=["low-tide", *ids])).status_code == 405


@pytest.fixture
def band():
    return BandFactory(party__name="Noon", party__slug="noon").party


@pytest.fixture
def owner(band):
    return MembershipFactory(party=band, role=Role.OWNER).user


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner)
    return client


def test_an_invite_link_is_shown_once(signed_in, band):
    data = {"role": "member", "uses": 2, "expires_in_days": 7}
    response = signed_in.post(reverse("accounts:invite_new", args=[band.slug]), data)
    link = response.context["link"]
    assert "/join/" in link
    assert link in response.content.decode()
    page = signed_in.get(reverse("accounts:team", args=[band.slug])).content.decode()
    assert link not in page
    assert "0 of 2 used" in page


@pytest.mark.parametrize(
    ("field", "value"), [("role", "owner"), ("uses", "0"), ("uses", "x"), ("expires_in_days", "1000"), ("role", "")]
)
def test_an_invite_out_of_bounds_is_an_error_at_its_field(signed_in, band, field, value):
    data = {"role": "member", "uses": 1, "expires_in_days": 7} | {field: value}
    response = signed_in.post(reverse("accounts:invite_new", args=[band.slug]), data)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not Invite.objects.exists()


def test_an_invite_goes_to_an_address_too(signed_in, band, take_task, django_capture_on_commit_callbacks):
    data = {"role": "member", "uses": "1", "expires_in_days": "14", "email": "kim@example.org"}
    with django_capture_on_commit_callbacks(execute=True):
        page = signed_in.post(reverse("accounts:invite_new", args=[band.slug]), data).content.decode()
    _name, letter = take_task()
    assert letter["to"] == "kim@example.org"
    assert band.name in letter["subject"]
    link = re.search(r'data-share="([^"]+)"', page)[1]
    assert link in letter["text"]
    assert signed_in.get(link).status_code == 200


def test_so_many_invitations_by_email_a_minute(signed_in, band, monkeypatch, take_task):
    def refuse(caller, most):
        raise TooManyRequests(30)

    monkeypatch.setattr(sys.modules["accounts.views.team"], "count_request", refuse)
    data = {"role": "member", "uses": "1", "expires_in_days": "14", "email": "kim@example.org"}
    response = signed_in.post(reverse("accounts:invite_new", args=[band.slug]), data)
    assert response.status_code == 422
    assert "Wait a minute" in response.content.decode()
    assert not Invite.objects.exists()


def test_revoking_an_invite(signed_in, band, owner):
    invite, _ = create_invite(acting_user=owner, party=band)
    signed_in.post(reverse("accounts:invite_revoke", args=[band.slug, invite.pk]))
    invite.refresh_from_db()
    assert invite.revoked_at


def test_an_invite_of_another_band_does_not_exist_here(signed_in, band):
    other = MembershipFactory(role=Role.OWNER)
    invite, _ = create_invite(acting_user=other.user, party=other.party)
    assert signed_in.post(reverse("accounts:invite_revoke", args=[band.slug, invite.pk])).status_code == 404


def test_removing_a_member(signed_in, band):
    drummer = UserFactory()
    add_membership(acting_user=None, party=band, user=drummer, role=Role.MEMBER)
    signed_in.post(reverse("departures:member_remove", args=[band.slug, drummer.pk]))
    assert not Membership.objects.current().filter(user=drummer).exists()


def test_the_last_owner_is_told_why_they_cannot_leave(signed_in, band, owner):
    response = signed_in.post(reverse("departures:member_remove", args=[band.slug, owner.pk]))
    assert response.status_code == 409
    assert Membership.objects.current().filter(user=owner).exists()


def test_giving_and_taking_a_role(signed_in, band):
    drummer = UserFactory()
    add_membership(acting_user=None, party=band, user=drummer, role=Role.MEMBER)
    signed_in.post(reverse("accounts:role_add", args=[band.slug, drummer.pk]), {"role": "manager"})
    assert Membership.objects.current().filter(user=drummer, role=Role.MANAGER).exists()
    signed_in.post(reverse("departures:role_end", args=[band.slug, drummer.pk]), {"role": "manager"})
    assert not Membership.objects.current().filter(user=drummer, role=Role.MANAGER).exists()


def test_a_role_that_is_none_is_refused(signed_in, band, owner):
    address = reverse("accounts:role_add", args=[band.slug, owner.pk])
    assert signed_in.post(address, {"role": "king"}).status_code == 400


def test_a_member_takes_their_consent_back(client, band):
    membership = MembershipFactory(party=band, role=Role.MEMBER, instrument="Drums")
    client.force_login(membership.user)
    client.post(reverse("accounts:membership_edit", args=[band.slug]), {"instrument": "Drums, voice"})
    membership.refresh_from_db()
    assert (membership.instrument, membership.may_be_booked) == ("Drums, voice", False)


@pytest.mark.parametrize("count", [1, 3])
def test_a_team_of_one_takes_as_many_queries_as_one_of_three(signed_in, band, count, django_assert_num_queries):
    for _ in range(count - 1):
        MembershipFactory(party=band)
    address = reverse("accounts:team", args=[band.slug])
    signed_in.get(address)
    with django_assert_num_queries(QUERIES_OF_TEAM):
        assert len(signed_in.get(address).context["teammates"]) == count


QUERIES_OF_TEAM = 11
"""Session, user, party, whether they belong, lead and own, the team, its invites, the switcher, the unread count, the
first steps."""


@pytest.mark.parametrize("count", [1, 3])
def test_my_parties_take_one_query_however_many(client, count, django_assert_num_queries):
    user = UserFactory()
    for _ in range(count):
        MembershipFactory(user=user, party=PartyFactory())
    client.force_login(user)
    client.get(reverse("accounts:you"))
    with django_assert_num_queries(QUERIES_OF_YOU):
        assert len(client.get(reverse("accounts:you")).context["my_parties"]) == count
    assert Party.objects.count() == count


QUERIES_OF_YOU = 5
"""Session, user, the parties of the switcher and the page, one's own party for the link to its money, the unread
count."""
