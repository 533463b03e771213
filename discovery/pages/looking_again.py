"""A saved search, asked anew: its form, its address, and whom it finds now."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.models import Party, User
from accounts.queries import parties_of
from accounts.states import PartyKind
from bookings.models import Spot
from discovery.forms.open_nights import OpenNightsForm
from discovery.forms.search import SearchForm
from discovery.models import SearchKind
from discovery.pages.open_nights import open_nights_chips
from discovery.pages.search import search_chips
from discovery.queries import search_parties
from discovery.queries.search import LIMIT_MAX, Sort
from discovery.queries.search.spots.finder import open_spots
from web.filters import SearchAddress

STEP = 1000
"""So many hits are looked through at a time."""
PAGES = {
    SearchKind.ACTS: "discovery:acts",
    SearchKind.VENUES: "discovery:venues",
    SearchKind.NIGHTS: "discovery:open_nights",
}
KINDS = {SearchKind.ACTS: PartyKind.BAND, SearchKind.VENUES: PartyKind.VENUE}


@dataclass(frozen=True)
class Looked:
    """Whom one step of a round finds, and the cursor where it goes on, empty at the end."""

    found: list[UUID]
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
    found: list[UUID] = []
    for _page in range(-(-(most or STEP) // LIMIT_MAX)):
        hits, following = _page_of(user, asked, cursor or None)
        found += hits
        cursor = following or ""
        if not cursor:
            break
    return Looked(found, cursor)


def changed_since(kind: SearchKind, keys: Collection[UUID], instant: dt.datetime) -> set[UUID]:
    """Who of these may have begun to fit since then: parties whose page, or spots whose show has changed."""
    if kind == SearchKind.NIGHTS:
        found = Spot.objects.filter(pk__in=keys, show__history__at__gte=instant)
    else:
        found = Party.objects.filter(pk__in=keys, changed_at__gte=instant)
    return set(found.values_list("pk", flat=True))


def _page_of(user: User, asked: Asking, cursor: str | None) -> tuple[list[UUID], str | None]:
    if isinstance(asked.form, OpenNightsForm):
        spots = open_spots(asked.form.wish(), cursor=cursor, limit=LIMIT_MAX)
        return [each.spot.pk for each in spots.items], spots.next
    wish = replace(asked.form.wish(), near_genres=False)
    page = search_parties(user, wish, sort=Sort.NEWEST, cursor=cursor, limit=LIMIT_MAX)
    return [hit.party.pk for hit in page.items], page.next
