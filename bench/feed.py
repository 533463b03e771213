"""A feed of 1,000 events: written anew, as it is kept, and asked again unchanged, beside the view with one query."""

import datetime as dt
import uuid

import icalendar
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import Party, User
from accounts.states import PartyKind
from availability.actions import make_feed, write_entry
from availability.feeds import calendar_feed
from availability.models import Calendar
from availability.states import EntryStatus, FeedKind
from bench import worlds
from bench.load import Page, pages_server, rates_in_turn
from bench.timing import in_turn, milliseconds, ratio, say

EVENTS = 1000


def run() -> None:
    user = User.objects.create_user("feed@bench.example")
    Party.objects.create(
        kind=PartyKind.BAND, name="Bench", slug="bench", timezone="Europe/Berlin", calendar=Calendar.objects.create()
    )
    for number in range(EVENTS):
        starts_at = dt.datetime.now(dt.UTC) + dt.timedelta(hours=6 * number)
        write_entry(
            calendar=user.calendar, uid=f"{uuid.uuid4()}@bench", occasion=uuid.uuid4(), status=EntryStatus.CONFIRMED,
            starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=4), timezone="Europe/Berlin",
            title=f"Low Tide Choir at Harbour Cellar, {number}", text="Call 17:00, set 21:00 – 00:30 (Berlin time)",
            place="Kaistraße 12, 24103 Kiel", path=f"/bookings/{uuid.uuid4()}/",
        )  # fmt: skip
    _feed, token = make_feed(acting_user=user, calendar=user.calendar, kind=FeedKind.PERSON, name="Bench")
    cold(token)
    unchanged(token)
    worlds.empty()


def cold(token: str) -> None:
    """Written anew, and as it is kept until the calendar changes."""
    request = RequestFactory().get(f"/feeds/{token}.ics")
    parsed = icalendar.Calendar.from_ical(calendar_feed(request, token).content)
    assert len(parsed.walk("VEVENT")) == EVENTS

    def anew() -> bytes:
        cache.clear()
        return calendar_feed(request, token).content

    taken = in_turn({"anew": anew, "kept": lambda: calendar_feed(request, token).content}, rounds=5)
    say(f"a feed of {EVENTS} events, written anew", milliseconds(taken["anew"]), "< 2 s")
    say("the same, as it is kept", milliseconds(taken["kept"]))
    say("anew / kept", f"{ratio(taken['anew'], taken['kept']):.0f}", ">= 8")


def unchanged(token: str) -> None:
    path = f"/feeds/{token}.ics"
    etag = calendar_feed(RequestFactory().get(path), token)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        calendar_feed(RequestFactory().get(path, headers={"If-None-Match": etag}), token)
    with pages_server() as port:
        feed = Page(port, path, expects=304, headers={"If-None-Match": etag})
        plain = Page(port, "/bench/one-query/")
        rates = rates_in_turn({"feed": feed, "plain": plain})
    say("an unchanged feed, answered 304, requests/s", f"{rates['feed']:.0f}")
    say("a view with one query, requests/s", f"{rates['plain']:.0f}")
    say("304 / one query", f"{rates['feed'] / rates['plain']:.0%}", ">= 70%")
    say("queries of a 304", str(len(queries)), "<= 1")
