"""A venue's desk: a month of four stages with 200 items, uncached; kept, beside a view with one query."""

import datetime as dt

from django.core.cache import cache
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Party, User
from accounts.states import Approval, PartyKind
from availability.models import Calendar
from bench import worlds
from bench.load import Page, pages_server, rates_in_turn
from bench.timing import in_turn, milliseconds, say
from bookings.models import Booking, Show, Spot
from bookings.states import InitiatedBy, SpotRole
from engagements.states import Side
from holds.desk import Asked
from holds.desk.months import desk_of
from holds.models import Hold, Rung
from holds.queries.desks import find_door
from venues.actions import create_stage, create_venue
from venues.models import Stage, Venue

ZONE = "Europe/Berlin"
STAGES, SHOWS, HOLDS = 4, 100, 100
FIRST = dt.date(2028, 3, 1)


def run() -> None:
    manager = User.objects.create_user("manager@bench.example")
    venue = create_venue(acting_user=manager, name="Bench", timezone=ZONE)
    Party.objects.filter(pk=venue.pk).update(approval=Approval.APPROVED)
    stages = [create_stage(acting_user=manager, venue=venue, name=f"Stage {number}") for number in range(STAGES)]
    empty = queries_of(manager, venue)
    fill(venue, stages)
    full = queries_of(manager, venue)
    say(f"queries of a month with {SHOWS} shows and {HOLDS} holds, beside an empty one", f"{full} / {empty}", "<= +3")
    say("the same, uncached", uncached(manager, venue), "< 60 ms")
    kept(manager, venue)
    cache.clear()
    worlds.empty()


def queries_of(manager: User, venue: Venue) -> int:
    with CaptureQueriesContext(connection) as queries:
        html = render(manager, venue)
    assert html.count("<td") >= 28 * STAGES
    return len(queries)


def render(manager: User, venue: Venue) -> str:
    """What a request does that finds nothing in the cache."""
    door = find_door(manager, venue.party.slug)
    assert door is not None
    desk = desk_of(door, Asked(day=FIRST), timezone.localdate())
    return render_to_string("holds/_desk.html", {"desk": desk})


def uncached(manager: User, venue: Venue) -> str:
    assert render(manager, venue).count('class="tape') >= SHOWS + HOLDS
    return milliseconds(in_turn({"desk": lambda: render(manager, venue)}, rounds=31)["desk"])


def kept(manager: User, venue: Venue) -> None:
    """The fragment as its reader asks for it: session, user and membership are looked up each time."""
    client = Client()
    client.force_login(manager)
    headers = {"Cookie": f"sessionid={client.cookies['sessionid'].value}", "HX-Request": "true"}
    path = f"{reverse('holds:desk', args=[venue.party.slug])}?from={FIRST}"
    with pages_server() as port:
        desk, plain = Page(port, path, headers=headers), Page(port, "/bench/one-query/")
        status, _headers, body = desk.answer()
        assert (status, body.count(b'class="tape') >= SHOWS + HOLDS) == (200, True), body[:300]
        rates = rates_in_turn({"desk": desk, "plain": plain})
    say("a view with one query, requests/s", f"{rates['plain']:.0f}")
    say("the kept desk, session and access check included, requests/s", f"{rates['desk']:.0f}")
    say("kept desk / one query", f"{rates['desk'] / rates['plain']:.0%}", ">= 40%")


def fill(venue: Venue, stages: list[Stage]) -> None:
    """A month of drafts with an applicant each, and ladders of four: written straight into the tables."""
    act = Party.objects.create(
        kind=PartyKind.BAND, name="Low Tide Choir", slug="act", timezone=ZONE, calendar=Calendar.objects.create()
    )
    for number in range(SHOWS):
        starts_at = dt.datetime(2028, 3, 1 + number // STAGES, 20, tzinfo=dt.UTC)
        times = {"starts_at": starts_at, "ends_at": starts_at + dt.timedelta(hours=3)}
        show = Show.objects.create(
            owner=venue.party, stage=stages[number % STAGES], title=f"Night {number}", night=starts_at.date(),
            timezone=ZONE, load_in_at=starts_at, out_at=times["ends_at"], **times,
        )  # fmt: skip
        spot = Spot.objects.create(
            show=show, role=SpotRole.HEADLINER, call_at=starts_at, released_at=times["ends_at"], **times
        )  # fmt: skip
        Booking.objects.create(spot=spot, act=act, initiated_by=InitiatedBy.APPLICATION, turn=Side.HOST)
    for number in range(HOLDS):
        place, rank = divmod(number, 4)
        stage, night = stages[place % STAGES], FIRST + dt.timedelta(days=place)
        hold = Hold.objects.create(
            stage=stage, night=night, holder=venue.party, act_name=f"Band {number}", expires_at=timezone.now()
        )
        Rung.objects.create(hold=hold, room=stage, night=night, rank=rank + 1, last_rank=rank + 1)
