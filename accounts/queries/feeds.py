"""Which calendars a person may subscribe to, which feeds they have, and what reads them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Membership, Party, User
from accounts.queries.parties import MyParty
from availability.models import CalendarEntry, Feed, FeedReader

# What well-known clients say of themselves (User-Agent), and what people call them.
CLIENTS = (
    ("google-calendar-importer", "Google Calendar"),
    ("dataaccessd", "Apple Calendar"),
    ("calendaragent", "Apple Calendar"),
    ("ical/", "Apple Calendar"),
    ("thunderbird", "Thunderbird"),
    ("microsoft", "Outlook"),
    ("outlook", "Outlook"),
    ("icsx5", "ICSx⁵"),
    ("evolution", "Evolution"),
    ("mozilla/", "a browser"),
)


def belongs_to_calendar(user_id: UUID, calendar_id: int) -> bool:
    """Whether the user belongs to the party whose calendar this is, in any role. One query. Registered with
    `availability.hooks.may_read_party`."""
    return Membership.objects.current().filter(user=user_id, party__calendar=calendar_id).exists()


@dataclass(frozen=True)
class Reader:
    """A calendar client: when it last came, and how many entries have changed since, which it has not seen."""

    client: str
    last_fetched_at: dt.datetime
    unseen: int


@dataclass(frozen=True)
class SubscribableCalendar:
    """A calendar of one's own (`party` is None) or of a party one belongs to, and its live feed, if there is one."""

    party: Party | None
    feed: Feed | None
    readers: tuple[Reader, ...] = ()

    @property
    def slug(self) -> str:
        return self.party.slug if self.party else ""


def calendars_with_feeds(user: User, parties: Iterable[MyParty]) -> list[SubscribableCalendar]:
    """One's own calendar first, then those of one's parties, each feed with what reads it. Two queries."""
    feeds = {feed.calendar_id: feed for feed in Feed.objects.filter(user=user, revoked_at=None)}
    readers = _readers(feeds.values())
    whose = [(None, user.calendar_id), *((my.party, my.party.calendar_id) for my in parties)]
    return [_subscribable(party, feeds.get(calendar_id), readers) for party, calendar_id in whose]


def client_name(user_agent: str) -> str:
    """A client as people call it, else the first word it says of itself."""
    said = user_agent.lower()
    known = next((name for token, name in CLIENTS if token in said), "")
    return known or user_agent.partition("/")[0].strip()[:60]


def _subscribable(party: Party | None, feed: Feed | None, readers: dict) -> SubscribableCalendar:
    return SubscribableCalendar(party, feed, tuple(readers.get(feed.pk, ())) if feed else ())


def _readers(feeds: Iterable[Feed]) -> dict:
    changed = CalendarEntry.objects.filter(
        calendar=OuterRef("feed__calendar"), modified_at__gt=OuterRef("last_fetched_at")
    )
    count = changed.order_by().values("calendar").annotate(count=Count("pk")).values("count")
    rows = FeedReader.objects.filter(feed__in=feeds).annotate(unseen=Coalesce(Subquery(count), 0))
    found: dict = {}
    for row in rows:
        found.setdefault(row.feed_id, []).append(Reader(client_name(row.client), row.last_fetched_at, row.unseen))
    return found
