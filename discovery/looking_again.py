"""A saved search, asked anew: its form, its address, and whom it finds now."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.models import Party, User
from accounts.queries import parties_of
from accounts.states import PartyKind
from bookings.forms import OpenNightsForm
from bookings.models import Spot
from bookings.open_nights import open_nights_chips
from bookings.queries import open_spots
from discovery.forms import SearchForm
from discovery.models import SearchKind
from discovery.queries import search_parties
from discovery.queries.search import LIMIT_MAX, NEAR, Sort
from discovery.search_pages import search_chips
from stageslot.web.filters import SearchAddress

LOOKED_THROUGH = 20_000
"""So many hits a round looks through: a search so wide that more fit tells of the newest, or the soonest, alone."""
STEP = 1000
"""So many of them at a time."""
PAGES = {
    SearchKind.ACTS: "discovery:acts",
    SearchKind.VENUES: "discovery:venues",
    SearchKind.NIGHTS: "bookings:open_nights",
}
KINDS = {SearchKind.ACTS: PartyKind.BAND, SearchKind.VENUES: PartyKind.VENUE}


@dataclass(frozen=True)
class Looked:
    """Whom one step of a round finds: ids with the instant they are ordered by, and the cursor where it goes on, empty
    at the end."""

    found: dict[UUID, dt.datetime]
    cursor: str


@dataclass(frozen=True)
class Asking:
    """The form of a search that somebody keeps, filled in and checked."""

    kind: SearchKind
    form: SearchForm | OpenNightsForm
    address: SearchAddress

    @property
    def chips(self) -> list[str]:
        """What is asked for, in words."""
        if isinstance(self.form, OpenNightsForm):
            return open_nights_chips(self.form, self.address)
        return search_chips(self.form, self.address)


def asking(user: User, kind: SearchKind, query: str) -> Asking:
    """Reads the filters of an address. Raises ValidationError where they cannot be asked, or not any more."""
    data = QueryDict(query)
    form = _form(user, kind, data)
    if not form.is_valid():
        raise ValidationError([message for messages in form.errors.values() for message in messages])
    address = SearchAddress(reverse(PAGES[kind]), data, form.names, said_empty=["band"])
    return Asking(kind, form, form.tidy(address))


def _form(user: User, kind: SearchKind, data: QueryDict) -> SearchForm | OpenNightsForm:
    if kind != SearchKind.NIGHTS:
        return SearchForm(data, kind=KINDS[kind])
    own = [mine.party.pk for mine in parties_of(user) if mine.party.kind == PartyKind.BAND]
    bands = Party.objects.filter(pk__in=own)
    return OpenNightsForm(data, bands=bands, today=timezone.localdate(timezone=ZoneInfo(user.timezone)))


def is_over(asked: Asking, today: dt.date) -> bool:
    """Whether all nights asked for have passed: nothing new will come."""
    said = asked.form.data
    if asked.kind == SearchKind.NIGHTS:
        return bool(said.get("last")) and asked.form.cleaned_data["last"] < today
    nights = asked.form.cleaned_data["night"]
    return bool(nights) and max(nights) < today


def look(user: User, asked: Asking, cursor: str = "", *, most: int | None = None) -> Looked:
    """Whom it finds from a cursor on: as many pages as make `most`, a step unless said. Whoever is merely near in the
    tree of genres was not asked for. Raises ValidationError for a cursor that leads nowhere any more."""
    found: dict[UUID, dt.datetime] = {}
    for _page in range(-(-(most or STEP) // LIMIT_MAX)):
        hits, following = _page_of(user, asked, cursor or None)
        found |= hits
        cursor = following or ""
        if not cursor:
            break
    return Looked(found, cursor)


def last_instant(kind: SearchKind, found: dict[UUID, dt.datetime]) -> dt.datetime:
    """How far one looked: the order is the newest first, of nights the soonest."""
    return max(found.values()) if kind == SearchKind.NIGHTS else min(found.values())


def is_within(kind: SearchKind, instant: dt.datetime, edge: dt.datetime | None) -> bool:
    """Whether a hit stands before the edge to which one looked last time: behind it, it has only moved up."""
    if edge is None:
        return True
    return instant <= edge if kind == SearchKind.NIGHTS else instant >= edge


def changed_since(kind: SearchKind, keys: Collection[UUID], instant: dt.datetime) -> set[UUID]:
    """Who of these may have begun to fit since then: parties whose page, or spots whose show has changed."""
    if kind == SearchKind.NIGHTS:
        found = Spot.objects.filter(pk__in=keys, show__history__at__gte=instant)
    else:
        found = Party.objects.filter(pk__in=keys, changed_at__gte=instant)
    return set(found.values_list("pk", flat=True))


def _page_of(user: User, asked: Asking, cursor: str | None) -> tuple[dict[UUID, dt.datetime], str | None]:
    if isinstance(asked.form, OpenNightsForm):
        spots = open_spots(asked.form.wish(), cursor=cursor, limit=LIMIT_MAX)
        return {each.spot.pk: each.spot.starts_at for each in spots.items}, spots.next
    page = search_parties(user, asked.form.wish(), sort=Sort.NEWEST, cursor=cursor, limit=LIMIT_MAX)
    exact = [hit.party for hit in page.items if hit.nearness != NEAR]
    # Who is near stands behind all who fit exactly: there is nobody more to come.
    is_through = len(exact) < len(page.items)
    return {party.pk: party.created_at for party in exact}, None if is_through else page.next
