"""What is on in a place, a town or a region: its shows, who is free on Saturday, where one plays."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party, PartyPhoto, Viewer
from accounts.states import PartyKind
from bookings.models import Booking
from catalogue.models import City, Genre, Region
from discovery.queries.region_names import region_address
from discovery.queries.search import Hit, Wish, search_parties
from discovery.queries.search.parties.hits import first_photos
from discovery.queries.shows import ShowLine, public_shows, show_line, soon_line, soon_title
from web.dates import say_date, say_day

SHOWS_SHOWN = 100
NEARBY_SHOWN = 12
FEW_SHOWS = 6
ACTS_SHOWN = 12
VENUES_SHOWN = 24
GENRES_SHOWN = 10
RADIUS_KM = 50
WEEKS_SHOWN = 2
"""Without a week in the address: what is left of this one, and the next."""
WEEKS_AHEAD = 26
WEEKS_CHOSEN = 8
"""Weeks from which one chooses without going on page by page."""
SATURDAY = 5
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """Seven nights from a Monday on, by their ISO 8601 name: "2027-W10"."""

    monday: dt.date

    @property
    def name(self) -> str:
        return self.monday.strftime("%G-W%V")

    @property
    def label(self) -> str:
        return _("%(first)s – %(last)s") % {"first": say_date(self.monday), "last": say_date(self.sunday)}

    @property
    def saturday(self) -> dt.date:
        return self.monday + dt.timedelta(days=SATURDAY)

    @property
    def sunday(self) -> dt.date:
        return self.monday + dt.timedelta(days=6)

    def after(self, weeks: int) -> "Week":
        return Week(self.monday + weeks * WEEK)

    @classmethod
    def of(cls, day: dt.date) -> "Week":
        return cls(day - dt.timedelta(days=day.weekday()))


@dataclass(frozen=True)
class Place:
    """A town or a region. `shows` and `parties` say what lies there; `wish` asks a search for it, `asked` the page of
    that search. `around` is looked in where little is on; `region`: the one around a town."""

    name: str
    full_name: str
    address: str
    shows: Q
    parties: Q
    wish: Wish
    asked: Mapping[str, str]
    around: Q | None = None
    region: Region | None = None
    towns: Sequence["CityLine"] = ()


@dataclass(frozen=True)
class CityLine:
    """A town where shows are on."""

    city: City
    address: str
    count: str


@dataclass(frozen=True)
class VenueLine:
    """A venue of the place, with its first photo and the people its largest room holds."""

    party: Party
    capacity: str
    photo: PartyPhoto | None


@dataclass(frozen=True)
class WhatsOn:
    """All that the page of a place shows of one week, or of this and the next; of one genre or of all."""

    place: Place
    today: dt.date
    week: Week | None
    weeks: list[Week]
    genre: Genre | None
    shows: list[ShowLine]
    nearby: list[ShowLine]
    saturday: dt.date
    acts: list[Hit]
    genres: list[Genre]
    choices: list[Genre]
    venues: list[VenueLine]

    @property
    def region_address(self) -> str:
        """The page of the region around a town, empty where there is none."""
        return region_address(self.place.region) if self.place.region else ""

    @property
    def nights_label(self) -> str:
        if self.week:
            return self.week.label
        last = self.weeks[WEEKS_SHOWN - 1].sunday
        return _("%(first)s – %(last)s") % {"first": say_date(self.today), "last": say_date(last)}

    @property
    def saturday_label(self) -> str:
        return say_day(self.saturday)

    @property
    def later_weeks(self) -> list[Week]:
        """The weeks to choose from after those shown at first."""
        return self.weeks[WEEKS_SHOWN:]

    @property
    def leads_back_to_start(self) -> bool:
        """Whether the nights before these are those shown at first."""
        return self.week in self.weeks[1 : WEEKS_SHOWN + 1]

    @property
    def previous(self) -> Week | None:
        """The week before, unless that is among those shown at first."""
        is_later = self.week and self.week.monday > self.weeks[WEEKS_SHOWN].monday
        return self.week.after(-1) if self.week and is_later else None

    @property
    def next(self) -> Week | None:
        """The week after the nights shown, at most half a year ahead."""
        following = self.week.after(1) if self.week else self.weeks[WEEKS_SHOWN]
        return following if following.monday <= self.weeks[0].after(WEEKS_AHEAD).monday else None

    @property
    def search_address(self) -> str:
        """The search for acts, asked for this place and night."""
        asked = {"night": self.saturday.isoformat(), **self.place.asked}
        asked |= {"genre": self.genre.pk} if self.genre else {}
        return f"{reverse('discovery:acts')}?{urlencode(asked)}"

    @property
    def venues_address(self) -> str:
        """The search for venues of this place."""
        return f"{reverse('discovery:venues')}?{urlencode(self.place.asked)}"

    @property
    def is_empty(self) -> bool:
        return not (self.shows or self.acts or self.venues)


def read_week(text: str, today: dt.date) -> Week | None:
    """The week of a name, this one for none; None for what is no week from this one on, at most half a year ahead."""
    this = Week.of(today)
    if not text:
        return this
    try:
        found = Week(dt.date.fromisoformat(f"{text[:8]}-1")) if re.fullmatch(r"\d{4}-W\d\d", text, re.ASCII) else None
    except ValueError:
        return None
    if found is None or not this.monday <= found.monday <= this.after(WEEKS_AHEAD).monday:
        return None
    return found


def whats_on(viewer: Viewer, place: Place, today: dt.date, week: Week | None, genre: Genre | None) -> WhatsOn:
    """What is on there in a week, else until the end of the next one. A fixed number of queries, whatever is on."""
    this = Week.of(today)
    first, last = (week.monday, week.sunday) if week else (today, this.after(WEEKS_SHOWN - 1).sunday)
    coming = week or this
    saturday = coming.saturday if coming.saturday >= today else coming.after(1).saturday
    genres = (genre.pk,) if genre else ()
    nights = Q(night__range=(first, last))
    shows = _shows(place.shows & nights, genre)
    wish = replace(place.wish, kind=PartyKind.BAND, nights=(saturday,), genres=genres)
    acts = search_parties(viewer, wish, limit=ACTS_SHOWN).items
    played = _genres_of(acts)
    return WhatsOn(
        place=place,
        today=today,
        week=week,
        weeks=[this.after(count) for count in range(WEEKS_CHOSEN)],
        genre=genre,
        shows=shows,
        nearby=_nearby(place, nights, genre) if len(shows) < FEW_SHOWS else [],
        saturday=saturday,
        acts=acts,
        genres=played,
        choices=_choices(played, genre),
        venues=_venues(place),
    )


def _nearby(place: Place, nights: Q, genre: Genre | None) -> list[ShowLine]:
    return _shows(place.around & ~place.shows & nights, genre, NEARBY_SHOWN) if place.around else []


def _shows(here: Q, genre: Genre | None, limit: int = SHOWS_SHOWN) -> list[ShowLine]:
    if genre:
        playing = Booking.objects.promised().filter(act__genres__in=Genre.objects.branch(genre.pk))
        here &= Q(pk__in=playing.values("spot__show"))
    return [show_line(show, soon_title(show), soon_line(show)) for show in public_shows(here, limit)]


def _genres_of(acts: Iterable[Hit]) -> list[Genre]:
    """What those who are free play, the commonest first."""
    found: dict[Genre, int] = {}
    for hit in acts:
        for genre in hit.genres:
            found[genre] = found.get(genre, 0) + 1
    return sorted(found, key=lambda genre: (-found[genre], genre.name))[:GENRES_SHOWN]


def _choices(played: Iterable[Genre], chosen: Genre | None) -> list[Genre]:
    """The branches of the tree, what is played here, and what is chosen: all 800 would be most of the page."""
    found = {*Genre.objects.filter(parent=None), *played, *([chosen] if chosen else [])}
    return sorted(found, key=lambda genre: genre.name)


def _venues(place: Place) -> list[VenueLine]:
    parties = Party.objects.public().filter(place.parties, kind=PartyKind.VENUE).select_related("city")
    annotated = parties.annotate(largest=Max("venue__stages__capacity")).order_by("name", "id")
    found = list(annotated[:VENUES_SHOWN])
    photos = first_photos([party.pk for party in found])
    return [VenueLine(party, _people(party.largest), photos.get(party.pk)) for party in found]


def _people(count: int | None) -> str:
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count} if count else ""
