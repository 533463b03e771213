"""Projects by API: made, read with their sessions and budget, and shown to others by links."""

import uuid

import pytest

from accounts.actions.parties import ensure_person_party
from bands.actions import create_band
from tests.api.test_sessions import call, wanted
from tests.factories import MembershipFactory, UserFactory
from tests.studio.conftest import client_user, opened, professional, receiver, stand_in, start, stripe_site, user
from tests.studio.test_sessions import Session, paid

__all__ = ["call", "client_user", "opened", "professional", "receiver", "stand_in", "start", "stripe_site", "user"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
BUDGET = {"amount_minor": 500_00, "currency": "EUR"}


def euros(amount_minor):
    return {"amount_minor": amount_minor, "currency": "EUR"}


def test_what_its_sessions_take_of_the_budget(call, stripe_site, opened, client_user, start, user):
    made = call(client_user, "POST", "/projects", {"name": "Album", "budget": BUDGET})
    assert made.status_code == 201, made.content
    project = made.json()
    assert (project["client"], project["budget"], project["left_minor"]) == (
        ensure_person_party(client_user).slug, BUDGET, 500_00
    )  # fmt: skip
    path = f"/projects/{project['id']}"
    booked = call(client_user, "POST", "/sessions", wanted(opened, start, project=project["id"])).json()
    seen = call(client_user, "GET", path).json()
    assert (seen["sums"], seen["left_minor"]) == ([{"spent": euros(0), "promised": euros(120_00)}], 380_00)
    paid(Session.objects.get(pk=booked["id"]))
    seen = call(client_user, "GET", path).json()
    assert (seen["sums"], seen["left_minor"]) == ([{"spent": euros(120_00), "promised": euros(0)}], 380_00)
    [session] = seen["sessions"]
    assert (session["id"], session["professional"], session["price"]) == (booked["id"], "low-end", euros(120_00))
    assert session["starts_at"] == booked["starts_at"]
    assert call(user, "GET", path).status_code == 404


def test_a_member_of_the_client_reads_it_without_its_links(call, client_user):
    band = create_band(acting_user=client_user, name="Low Tide", timezone="Europe/Berlin").party
    member = MembershipFactory(party=band, user=UserFactory(), role="member").user
    body = {"as": band.slug, "name": "Album", "notes": "Ten songs"}
    project = call(client_user, "POST", "/projects", body).json()
    assert (project["client"], project["budget"], project["sums"]) == (band.slug, None, [])
    path = f"/projects/{project['id']}"
    assert call(member, "GET", path).json() == project
    assert [each["id"] for each in call(member, "GET", "/me/projects").json()["items"]] == [project["id"]]
    assert call(member, "POST", "/projects", body).status_code == 403
    assert call(member, "GET", f"{path}/links").status_code == 403


def test_projects_are_listed_the_newest_first(call, client_user):
    made = [call(client_user, "POST", "/projects", {"name": name}).json()["id"] for name in ("One", "Two", "Three")]
    first = call(client_user, "GET", "/me/projects?limit=2").json()
    rest = call(client_user, "GET", f"/me/projects?limit=2&cursor={first['next']}").json()
    assert [each["id"] for each in first["items"] + rest["items"]] == made[::-1]
    assert (rest["next"], call(UserFactory(), "GET", "/me/projects").json()["items"]) == (None, [])


def test_the_address_of_a_link_is_shown_once_and_works_until_it_is_revoked(call, client, client_user):
    project = call(client_user, "POST", "/projects", {"name": "Album", "budget": BUDGET}).json()
    path = f"/projects/{project['id']}/links"
    key = {"Idempotency-Key": "one"}
    made = call(client_user, "POST", path, {"label": "Ana", "shows_budget": True}, **key)
    assert made.status_code == 201, made.content
    link = made.json()
    again = call(client_user, "POST", path, {"label": "Ana", "shows_budget": True}, **key).json()
    assert again == link | {"url": None}
    assert call(client_user, "GET", path).json()["items"] == [link | {"url": None}]
    address = "/" + link["url"].split("/", 3)[3]
    assert "Album" in client.get(address).text
    assert call(client_user, "DELETE", f"{path}/{link['id']}").status_code == 204
    assert client.get(address).status_code == 410
    assert call(client_user, "GET", path).json()["items"][0]["revoked_at"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"notes": "x" * 4001}, "notes"),
        ({"budget": BUDGET | {"amount_minor": 0}}, "budget"),
        ({"budget": BUDGET | {"currency": "XXY"}}, "budget"),
        ({"as": "nobody"}, "as"),
    ],
)
def test_what_is_wrong_with_a_project_is_said_at_its_field(call, client_user, wrong, field):
    refused = call(client_user, "POST", "/projects", {"name": "Album"} | wrong)
    assert (refused.status_code, list(refused.json()["errors"])) == (422, [field])
    assert call(client_user, "GET", "/me/projects").json()["items"] == []


@pytest.mark.parametrize(("wrong", "field"), [({"label": ""}, "label"), ({"expires_on": "2020-01-01"}, "expires_on")])
def test_what_is_wrong_with_a_link_is_said_at_its_field(call, client_user, wrong, field):
    project = call(client_user, "POST", "/projects", {"name": "Album"}).json()
    refused = call(client_user, "POST", f"/projects/{project['id']}/links", {"label": "Ana"} | wrong)
    assert (refused.status_code, list(refused.json()["errors"])) == (422, [field])
    missing = f"/projects/{project['id']}/links/{uuid.uuid4()}"
    assert call(client_user, "DELETE", missing).status_code == 404
