"""What is on in a town: shows by night, who is free on Saturday, where one plays."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party, Viewer
from accounts.states import PartyKind
from bookings.models import Booking, Show
from bookings.queries.nights import DAY_ROLL
from catalogue.models import City, Genre
from catalogue.queries import cities_called
from discovery.queries.search import Hit, Wish, search_parties
from discovery.queries.shows import ShowLine, public_shows, show_line, soon_line, soon_title
from venues.queries import night_of
from web.dates import say_date, say_day, say_full_day

SHOWS_SHOWN = 100
ACTS_SHOWN = 12
VENUES_SHOWN = 24
GENRES_SHOWN = 10
RADIUS_KM = 50
WEEKS_AHEAD = 26
WEEKS_CHOSEN = 8
"""Weeks from which one chooses without going on page by page."""
CITIES_SHOWN = 300
CITIES_ON_LANDING = 12
COUNTED_AHEAD = dt.timedelta(days=60)
SATURDAY = 5
WEEK = dt.timedelta(days=7)
_SLUG = re.compile(r"^(?P<name>.*?)-?(?P<id>\d{1,9})$")


@dataclass(frozen=True)
class Night:
    """The shows of one night."""

    day: str
    lines: list[ShowLine]


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
class CityVenue:
    """A venue of a town, with the people its largest room holds."""

    party: Party
    capacity: str


@dataclass(frozen=True)
class CityPage:
    """All that the page of a town shows of one week, of one genre or of all."""

    city: City
    week: Week
    is_this_week: bool
    weeks: list[Week]
    genre: Genre | None
    nights: list[Night]
    saturday: dt.date
    acts: list[Hit]
    genres: list[Genre]
    choices: list[Genre]
    venues: list[CityVenue]

    @property
    def saturday_label(self) -> str:
        return say_day(self.saturday)

    @property
    def previous(self) -> Week | None:
        return None if self.is_this_week else self.week.after(-1)

    @property
    def next(self) -> Week | None:
        following = self.week.after(1)
        return following if following.monday <= self.weeks[0].after(WEEKS_AHEAD).monday else None

    @property
    def search_address(self) -> str:
        """The search for acts, asked for this town and night."""
        asked = {"night": self.saturday.isoformat(), "city": self.city.full_label}
        asked |= {"genre": self.genre.pk} if self.genre else {}
        return f"{reverse('discovery:acts')}?{urlencode(asked)}"

    @property
    def is_empty(self) -> bool:
        return not (self.nights or self.acts or self.venues)


@dataclass(frozen=True)
class CityLine:
    """A town where shows are on."""

    city: City
    address: str
    count: str


def city_slug(city: City) -> str:
    """ "hamburg-2911298": its name for people, its GeoNames id for us, so that it is no other Hamburg and stays so when
    the town is renamed."""
    return f"{slugify(city.ascii_name)[:60] or 'city'}-{city.geonames_id}"


def city_address(city: City) -> str:
    return reverse("discovery:city", args=[city_slug(city)])


def find_city(slug: str) -> City | None:
    """The town of an address, by the id at its end; else the largest of that name. With its country and region."""
    cities = City.objects.select_related("country", "region")
    if (parts := _SLUG.match(slug)) and (city := cities.filter(geonames_id=int(parts["id"])).first()):
        return city
    named = cities_called(slug.replace("-", " "))
    return named[0] if named else None


def tonight_in(city: City) -> dt.date:
    """The night it is there."""
    return night_of(now(), city.timezone, DAY_ROLL)


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


def city_page(viewer: Viewer, city: City, week: Week, genre: Genre | None) -> CityPage:
    """What is on in a town. A fixed number of queries, whatever is on."""
    today = tonight_in(city)
    this = Week.of(today)
    saturday = week.saturday if week.saturday >= today else week.after(1).saturday
    wish = Wish(
        kind=PartyKind.BAND, city=city, radius_km=RADIUS_KM, nights=(saturday,), genres=(genre.pk,) if genre else ()
    )
    acts = search_parties(viewer, wish, limit=ACTS_SHOWN).items
    played = _genres_of(acts)
    return CityPage(
        city=city,
        week=week,
        is_this_week=week == this,
        weeks=[this.after(count) for count in range(WEEKS_CHOSEN)],
        genre=genre,
        nights=_nights(city, week, genre),
        saturday=saturday,
        acts=acts,
        genres=played,
        choices=_choices(played, genre),
        venues=_venues(city),
    )


def _nights(city: City, week: Week, genre: Genre | None) -> list[Night]:
    here = Q(city=city, night__range=(week.monday, week.sunday))
    if genre:
        playing = Booking.objects.promised().filter(act__genres__in=Genre.objects.branch(genre.pk))
        here &= Q(pk__in=playing.values("spot__show"))
    shows = public_shows(here, SHOWS_SHOWN)
    by_night = groupby(shows, key=lambda show: show.night)
    return [
        Night(say_full_day(day), [show_line(show, soon_title(show), soon_line(show)) for show in found])
        for day, found in by_night
    ]


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


def _venues(city: City) -> list[CityVenue]:
    parties = Party.objects.public().filter(kind=PartyKind.VENUE, city=city)
    found = parties.annotate(largest=Max("venue__stages__capacity")).order_by("name", "id")[:VENUES_SHOWN]
    return [CityVenue(party, _people(party.largest)) for party in found]


def _people(count: int | None) -> str:
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count} if count else ""


def cities_with_shows(limit: int = CITIES_SHOWN) -> list[CityLine]:
    """The towns with the most public shows in the next two months. Two queries."""
    soon = Show.objects.public().upcoming().filter(city__isnull=False, starts_at__lt=now() + COUNTED_AHEAD)
    counted = soon.order_by().values_list("city").annotate(count=Count("pk")).order_by("-count", "city")[:limit]
    counts = dict(counted)
    cities = City.objects.select_related("country").in_bulk(counts)
    return [CityLine(cities[pk], city_address(cities[pk]), _count(count)) for pk, count in counts.items()]


def _count(shows: int) -> str:
    return ngettext("%(count)d show", "%(count)d shows", shows) % {"count": shows}
