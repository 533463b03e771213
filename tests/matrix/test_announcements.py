"""A show before its announcement is nameless to whom it is no business of, wherever they look."""

import datetime as dt
import itertools
import random
import re
from collections.abc import Collection
from dataclasses import dataclass, replace

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.timezone import now

from accounts.actions import approve_party
from accounts.models import Party
from accounts.states import Role
from api.routes.document import api
from bands.actions import create_band
from bookings.actions import SpotDraft, accept_booking, apply_to_spot, create_show
from bookings.models import Booking, Move, Show
from holds.models import Hold
from media.models import File
from messaging.models import Thread
from notifications.models import Notification
from payments.models import Payment
from studio.models import Project, Session
from tests.factories import UserFactory
from tests.matrix.hostile import READS
from tests.matrix.pages import PAGES
from tests.matrix.sampling import IN_FULL
from tests.matrix.watching import undone
from tests.matrix.world import DAY, HOUR, ZONE, World
from venues.models import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SECRETS = ("Zyxwall", "quibberflop", "tickets.example/hush")
"""Of its title, its text and where its tickets are sold."""
ACT = "Grimwhistle Nine"
OUTSIDERS = ("anonymous", "owner", "other_manager")
"""Nobody, the leader of another act, the manager of another venue."""
SHOWS = ("open_show", "applied_show", "booked_show", "past_show", "nameless_show", "draft")
BOOKINGS = ("applied", "booked", "past", "request", "placeless")
SPOTS = ("open_spot", "applied_spot", "nameless_spot")


@dataclass
class Secret:
    """The show, the booking of who plays there, and the world with both in the place of all others."""

    show: Show
    booking: Booking
    world: World

    @property
    def act(self) -> Party:
        return self.booking.act


def make_act(world: World) -> Party:
    act = create_band(acting_user=UserFactory(), name=ACT, timezone=ZONE).party
    return approve_party(acting_user=world.people["staff"], party=act)


def make_secret(world: World, act: Party) -> Secret:
    """Announced in five days, played in ten; one spot is filled and one is open."""
    leader = act.memberships.filter(role=Role.OWNER).get().user
    starts_at = now().replace(hour=19, minute=0, second=0, microsecond=0) + 10 * DAY
    stage = Stage.objects.get(pk=world.ids["stage"])
    show = create_show(
        acting_user=world.people["venue_manager"],
        owner=stage.venue.party,
        stage=stage,
        title="Zyxwall Unseen",
        description="All the quibberflop you want.",
        ticket_url="https://tickets.example/hush",
        starts_at=starts_at,
        ends_at=starts_at + 3 * HOUR,
        announce_at=now() + 5 * DAY,
        spots=[SpotDraft(), SpotDraft()],
        publish=True,
    )
    booking = apply_to_spot(acting_user=leader, spot=show.spots.all()[0], act=act)
    booking = accept_booking(acting_user=world.people["venue_manager"], booking=booking)
    ids = dict.fromkeys(SHOWS, show.pk) | dict.fromkeys(BOOKINGS, booking.pk)
    ids |= dict(zip(SPOTS, itertools.cycle(show.spots.values_list("pk", flat=True)), strict=False))
    ids |= {"band": act.slug, "night": f"{show.night}"}
    return Secret(show, booking, replace(world, ids=world.ids | ids))


def addresses(secret: Secret, world: World) -> list[str]:
    """Every page that is read, once with everything of the world and once with the secret in its place, with and
    without what it reads of its address."""
    night = secret.show.night
    asked = {"month": f"{night:%Y-%m}", "view": "list", "from": f"{night - 2 * DAY}", "q": "wall unseen"}
    found = []
    for row, page in PAGES.items():
        if page.get is None:
            continue
        query = [f"{name}={asked[name]}" for name in READS.get(row, "").split() if name in asked]
        for each in (world, secret.world):
            path = page.path(row, each)
            found += [path, f"{path}?{'&'.join(query)}"] if query else [path]
    return [*dict.fromkeys(found), *api_addresses(secret)]


def api_addresses(secret: Secret) -> list[str]:
    """Every GET of the API, with the secret in all its places."""
    fills = {
        "slug": [secret.act.slug, secret.show.owner.slug],
        "show_id": [secret.show.pk],
        "booking_id": [secret.booking.pk],
        "spot_id": secret.show.spots.values_list("pk", flat=True),
        "stage_id": [secret.show.stage_id],
        "move_id": Move.objects.values_list("pk", flat=True),
        "thread_id": [secret.booking.pk, secret.show.pk, secret.act.pk, *Thread.objects.values_list("pk", flat=True)],
        "file_id": File.objects.values_list("pk", flat=True),
        "hold_id": Hold.objects.values_list("pk", flat=True),
        "payment_id": Payment.objects.values_list("pk", flat=True),
        "session_id": Session.objects.values_list("pk", flat=True),
        "project_id": Project.objects.values_list("pk", flat=True),
        "number": [1],
    }
    found = []
    for path, methods in api.get_openapi_schema()["paths"].items():
        names = re.findall(r"{(\w+)}", path)
        if "get" in methods:
            filled = itertools.product(*(fills[name] for name in names))
            found += [path.format(**dict(zip(names, each, strict=True))) for each in filled]
    return found


def told(world: World, role: str, address: str) -> str:
    response = world.client(role).get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code < 500, address
    return body.decode(errors="replace") + str(response.headers)


def some_outsiders() -> Collection[str]:
    """One of them, chosen anew for each address and in each run; each of them where MATRIX=all."""
    return OUTSIDERS if IN_FULL else [random.choice(OUTSIDERS)]


def test_a_show_that_is_not_announced_is_nameless_everywhere(world):
    act = make_act(world)
    with undone():
        secret = make_secret(world, act)
        asked = [(role, address) for address in addresses(secret, world) for role in some_outsiders()]
        read = {each: told(world, *each) for each in asked}
        assert len(read) > 200
        assert not [(each, word) for each, text in read.items() for word in SECRETS if word in text]
        named = {each: text.count(ACT) for each, text in read.items() if ACT in text}
    cache.clear()
    # An act may well be named, but no more often than if it did not play there.
    assert named == {each: told(world, *each).count(ACT) for each in named}


def test_outsiders_are_told_nothing_of_a_show_that_is_not_announced(world):
    insiders = [world.people[role] for role in ("venue_manager", "venue_staff", "staff")]
    with undone():
        secret = make_secret(world, make_act(world))
        written = Notification.objects.exclude(user__in=insiders).exclude(user__memberships__party=secret.act)
        assert not [row for row in written.values() if str(secret.show.pk) in str(row) or "Zyxwall" in str(row)]


def test_a_show_has_its_name_from_the_moment_of_its_announcement(world, time_machine):
    with undone():
        secret = make_secret(world, make_act(world))
        slug, venue = secret.act.slug, secret.show.owner.slug
        list_of_nights = f"?view=list&from={secret.show.night}"
        places = [
            reverse("bookings:show", args=[secret.show.pk]),
            reverse("discovery:venue", args=[venue]),
            reverse("discovery:act", args=[slug]),
            reverse("bookings:calendar_embed", args=[slug]) + list_of_nights,
            reverse("bookings:act_ics", args=[slug]),
            reverse("bookings:venue_json", args=[venue]),
            f"/api/v1/shows/{secret.show.pk}",
        ]
        assert not [place for place in places if "Zyxwall" in told(world, "anonymous", place)]
        time_machine.move_to(secret.show.announce_at + dt.timedelta(seconds=1))
        cache.clear()  # Redis keeps real time; what it holds was to last until the announcement
        assert not [place for place in places if "Zyxwall" not in told(world, "anonymous", place)]
