"""A small world made by the actions themselves, and callers who hold a token."""

import copy
import datetime as dt
import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.actions import (
    accept_invite,
    add_membership,
    approve_party,
    create_api_token,
    create_invite,
    end_membership,
)
from accounts.actions.tokens import note_token_used
from accounts.models import Party, User
from accounts.states import Role, TokenScope
from availability.actions import set_known_until
from bands.actions import create_band
from bookings.actions import SpotDraft, apply_to_spot, create_show
from bookings.models import Booking, Show
from studio.actions import create_professional
from tests.factories import FAR_SATURDAY, UserFactory
from venues.actions import create_stage, create_venue
from venues.models import Stage

ZONE = "Europe/Berlin"
HOUR = dt.timedelta(hours=1)


@functools.cache
def shared_client() -> Client:
    """One for all callers, who are told apart by their tokens: a new one loads all the middleware anew, which takes
    longer than most calls."""
    return Client(raise_request_exception=False, headers={"host": "localhost"})


@dataclass
class Caller:
    """Calls the API as one user, or as nobody; every answer that is an error must be a problem document."""

    user: User | None = None
    scopes: tuple[str, ...] = tuple(TokenScope.values)
    client: Client = field(default_factory=shared_client)

    def __post_init__(self):
        self.headers = {}
        if self.user:
            token, secret = create_api_token(acting_user=self.user, name="tests", scopes=self.scopes)
            note_token_used(token)  # written once an hour, and no part of what a call costs
            self.headers["Authorization"] = f"Bearer {secret}"

    def call(self, method: str, path: str, body=None, **headers):
        extra = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        self.client.cookies.clear()
        response = self.client.generic(
            method, f"/api/v1{path}", content, content_type="application/json", headers=self.headers | extra
        )
        if response.status_code >= 400:
            assert response.headers["Content-Type"] == "application/problem+json", response.content[:300]
            problem = response.json()
            assert problem["status"] == response.status_code
            assert problem.keys() >= {"type", "title", "status", "detail"}
            assert problem["detail"]
        return response

    def get(self, path: str, **headers):
        return self.call("GET", path, **headers)

    def post(self, path: str, body=None, **headers):
        return self.call("POST", path, {} if body is None else body, **headers)

    def put(self, path: str, body):
        return self.call("PUT", path, body)

    def delete(self, path: str):
        return self.call("DELETE", path)


@dataclass
class World:
    """A band of two, a venue with a stage, a published show with one open spot, and who has to do with them."""

    leader: User
    member: User
    ex_member: User
    stranger: User
    manager: User
    venue_staff: User
    other_manager: User
    staff: User
    band: Party
    venue: Party
    stage: Stage
    show: Show

    def spot(self):
        return self.show.spots.get()

    def apply(self) -> Booking:
        """A pending application of the band for the spot."""
        return apply_to_spot(acting_user=self.leader, spot=self.spot(), act=self.band, message="Let us play!")


def join(owner: User, party: Party, user: User, role: str = Role.MEMBER) -> None:
    _invite, token = create_invite(acting_user=owner, party=party, role=role)
    accept_invite(acting_user=user, token=token, instrument="Bass")


@pytest.fixture(scope="module")
def made_world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """The world, made once for a module; every test is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _make_world()
        connection.check_constraints()
        transaction.set_rollback(True)


@pytest.fixture
def world(made_world, db) -> World:
    """The world as it was made, whatever another test did to it."""
    return copy.deepcopy(made_world)


def _make_world() -> World:
    names = ("leader", "member", "ex_member", "stranger", "manager", "venue_staff", "other_manager")
    users = {name: UserFactory(name=name) for name in names}
    staff = UserFactory(name="staff", is_staff=True)
    band = create_band(acting_user=users["leader"], name="The Anchors", timezone=ZONE).party
    for name in ("member", "ex_member"):
        join(users["leader"], band, users[name])
    venue = create_venue(acting_user=users["manager"], name="Harbour Hall", timezone=ZONE)
    stage = create_stage(acting_user=users["manager"], venue=venue, name="Main", capacity=300)
    create_venue(acting_user=users["other_manager"], name="Elsewhere", timezone=ZONE)
    add_membership(acting_user=None, party=venue.party, user=users["venue_staff"], role=Role.STAFF)
    studio = create_professional(
        acting_user=users["other_manager"], name="Low End", timezone=ZONE, disciplines=["mixing"]
    )
    for party in (band, venue.party, studio.party):
        approve_party(acting_user=staff, party=party)
    end_membership(acting_user=users["leader"], party=band, user=users["ex_member"])
    show = create_show(
        acting_user=users["manager"],
        owner=venue.party,
        stage=stage,
        title="Saturday",
        starts_at=FAR_SATURDAY,
        ends_at=FAR_SATURDAY + 3 * HOUR,
        spots=[SpotDraft()],
        publish=True,
    )
    return World(staff=staff, band=band, venue=venue.party, stage=stage, show=show, **users)


@pytest.fixture
def anybody() -> Caller:
    return Caller()


@pytest.fixture(autouse=True)
def no_limits(settings):
    settings.RATE_LIMITS = False


def known_free(*users: User) -> None:
    """They say that the rest is free, for as long as one may say."""
    for user in users:
        until = dt.date.today() + dt.timedelta(days=365)  # noqa: DTZ011
        set_known_until(acting_user=user, calendar=user.calendar, until=until, timezone=ZONE)
