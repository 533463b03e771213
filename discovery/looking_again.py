"""A saved search, asked anew: its form, its address, and whom it finds now."""

import datetime as dt
from collections.abc import Iterator
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
from bookings.open_nights import open_nights_chips
from bookings.queries import open_spots
from discovery.forms import SearchForm
from discovery.models import SearchKind
from discovery.queries import search_parties
from discovery.queries.search import LIMIT_MAX, NEAR, Sort
from discovery.search_pages import search_chips
from stageslot.web.filters import SearchAddress

LOOKED_THROUGH = 200
"""So many hits are looked through: a search so wide that more fit tells of the newest, or the soonest, alone."""
PAGES = {
    SearchKind.ACTS: "discovery:acts",
    SearchKind.VENUES: "discovery:venues",
    SearchKind.NIGHTS: "bookings:open_nights",
}
KINDS = {SearchKind.ACTS: PartyKind.BAND, SearchKind.VENUES: PartyKind.VENUE}


@dataclass(frozen=True)
class Looked:
    """Whom a search finds: ids with the instant they are ordered by, and the edge where there are more."""

    found: dict[UUID, dt.datetime]
    edge: dt.datetime | None


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


def look(user: User, asked: Asking) -> Looked:
    """Whom it finds now: at most LOOKED_THROUGH, in two or three pages. Whoever is merely near in the tree of genres
    was not asked for."""
    found: dict[UUID, dt.datetime] = {}
    is_cut = False
    for key, instant, has_more in _hits(user, asked):
        if len(found) >= LOOKED_THROUGH:
            is_cut = True
            break
        found[key] = instant
        is_cut = has_more and len(found) >= LOOKED_THROUGH
    if not is_cut:
        return Looked(found, None)
    edges = found.values()
    return Looked(found, max(edges) if asked.kind == SearchKind.NIGHTS else min(edges))


def new_ones(looked: Looked, seen: set[UUID], edge: dt.datetime | None, kind: SearchKind) -> list[UUID]:
    """Who was not found before, and lies within what was looked through then."""
    told = [(key, instant) for key, instant in looked.found.items() if key not in seen]
    if edge is None:
        return [key for key, _instant in told]
    if kind == SearchKind.NIGHTS:
        return [key for key, instant in told if instant <= edge]
    return [key for key, instant in told if instant >= edge]


def _hits(user: User, asked: Asking) -> Iterator[tuple[UUID, dt.datetime, bool]]:
    cursor = None
    for _page in range(LOOKED_THROUGH // LIMIT_MAX):
        if isinstance(asked.form, OpenNightsForm):
            spots = open_spots(asked.form.wish(), cursor=cursor, limit=LIMIT_MAX)
            cursor = spots.next
            yield from ((each.spot.pk, each.spot.starts_at, cursor is not None) for each in spots.items)
        else:
            page = search_parties(user, asked.form.wish(), sort=Sort.NEWEST, cursor=cursor, limit=LIMIT_MAX)
            cursor = page.next
            exact = [hit.party for hit in page.items if hit.nearness != NEAR]
            yield from ((party.pk, party.created_at, cursor is not None) for party in exact)
        if cursor is None:
            return
