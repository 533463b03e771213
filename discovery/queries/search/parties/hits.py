"""What is shown of who was found: rechecked by the blocks themselves, and with the words that say why it fits."""

import datetime as dt
import math
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Party, PartyPhoto
from accounts.states import PartyKind
from availability.queries.manager import AvailabilityManager
from availability.ranges import Period
from availability.states import MemberState
from catalogue.models import Genre
from catalogue.queries import EARTH_RADIUS_KM
from discovery.queries.search.parties.conditions import ground_km
from discovery.queries.search.parties.looking import Found
from discovery.queries.search.parties.slots import days_with_slots
from discovery.queries.search.parties.wishes import Wish
from discovery.queries.search.reasons import rates_for, say_fee, say_way
from posters.drawing import Drawing
from venues.models import Stage
from web.dates import say_day
from web.money import format_range
from web.prepared import ParameterList, PreparedQuery

FITTING = frozenset({MemberState.FREE, MemberState.MAYBE})
NOT_TAKEN = FITTING | {MemberState.UNKNOWN}
EXACT, BELOW, NEAR = 0, 1, 2
GENRE = [field.attname for field in Genre._meta.concrete_fields]

# Suspended since they were found: no longer to be seen.
PARTIES = PreparedQuery(
    lambda: Party.objects.public().select_related("city__country").filter(pk__in=ParameterList("parties")).order_by()
)
GENRES = PreparedQuery(
    lambda: (
        Party.genres.through.objects.filter(party__in=ParameterList("parties"))
        .order_by("genre__name")
        .values_list("party_id", *(f"genre__{name}" for name in GENRE))
    )
)
PHOTOS = PreparedQuery(
    lambda: (
        PartyPhoto.objects.shown()
        .filter(party__in=ParameterList("parties"))
        .order_by("party", "position", "pk")
        .distinct("party")
    )
)


def first_photos(parties: list[uuid.UUID]) -> dict[uuid.UUID, PartyPhoto]:
    """The first photo of each of these parties that can be seen. One query."""
    return {photo.party_id: photo for photo in PHOTOS.all(parties=parties)}


@dataclass(frozen=True)
class Hit:
    """A party that fits, with the words that say why; `fee` is its usual fee in words, empty when it names none.

    `is_known` is False where nothing is taken in the night asked for, but somebody has not said that they are free.
    `nearness` is 0 for a genre that was asked for, 1 for one below it, 2 for one near it in the tree. `photo` is the
    first one that can be seen.
    """

    party: Party
    genres: list[Genre]
    photo: PartyPhoto | None
    reasons: list[str]
    fee: str
    distance_km: float | None
    is_known: bool = True
    latitude: float | None = None
    longitude: float | None = None
    nearness: int = EXACT

    @property
    def drawn(self) -> Drawing:
        """What stands where it has no photo. No query."""
        return self.party.drawn_for(genre.slug for genre in self.genres)


@dataclass(frozen=True)
class HitPage:
    """One page of hits; `next` is the cursor of the page after it, None at the end."""

    items: list[Hit]
    next: str | None


@dataclass(frozen=True)
class Fitting:
    """Somebody found who stood up to the recheck: the nights on which they are free, and whether that is known."""

    found: Found
    nights: list[dt.date]
    is_known: bool
    is_near: bool


def who_fits(rows: list[Found], wish: Wish, periods: dict[dt.date, Period], *, is_near: bool) -> list[Fitting]:
    """Those who fit the nights by the blocks themselves: the masks are of half hours, and know nothing of silence.

    Silence is not freedom: acts that have not said are left out unless they are asked for, and are told apart by
    `is_known`. Two queries at most, six for professionals.
    """
    if not periods or not rows:
        return [Fitting(row, [], True, is_near) for row in rows]
    if rows[0].kind == PartyKind.PROFESSIONAL:
        open_on = days_with_slots([_id(row) for row in rows], wish, periods)
        found = [Fitting(row, open_on[_id(row)], True, is_near) for row in rows]
        return [each for each in found if _are_enough(each.nights, wish, periods)]
    calendars = _calendars(rows, wish)
    pairs = [(calendar, period) for row in rows for calendar in calendars[_id(row)] for period in periods.values()]
    told = AvailabilityManager.combined_states(pairs)
    fitting = []
    for row in rows:
        accepted = NOT_TAKEN if row.is_venue or wish.with_silent else FITTING
        states = {
            night: {told[calendar, period] for calendar in calendars[_id(row)]} for night, period in periods.items()
        }
        nights = [night for night, said in states.items() if not said.isdisjoint(accepted)]
        if _are_enough(nights, wish, periods):
            is_known = row.is_venue or all(not states[night].isdisjoint(FITTING) for night in nights)
            fitting.append(Fitting(row, nights, is_known, is_near))
    return fitting


def _are_enough(nights: list[dt.date], wish: Wish, periods: dict[dt.date, Period]) -> bool:
    return bool(nights) if wish.any_night else len(nights) == len(periods)


def _calendars(rows: list[Found], wish: Wish) -> dict[uuid.UUID, set[int]]:
    """An act's own, and those of a venue's stages that are large enough."""
    calendars: dict[uuid.UUID, set[int]] = {
        _id(row): set() if row.is_venue else {row.row["calendar_id"]} for row in rows
    }
    venues = [_id(row) for row in rows if row.is_venue]
    if venues:
        stages = Stage.objects.filter(venue__in=venues)
        if wish.capacity_min is not None:
            stages = stages.filter(capacity__gte=wish.capacity_min)
        for venue, calendar in stages.values_list("venue", "calendar"):
            calendars[venue].add(calendar)
    return calendars


def _id(found: Found) -> uuid.UUID:
    return found.row["party_id"]


def make_hits(fitting: list[Fitting], wish: Wish) -> list[Hit]:
    """What is shown, in the order given: three queries for any number, and one for the rates where a fee is asked."""
    if not fitting:
        return []
    ids = [_id(each.found) for each in fitting]
    parties = {party.pk: party for party in PARTIES.all(parties=ids)}
    words = _Words(wish, {party.fee_currency_id for party in parties.values()}, ids)
    return [words.hit(parties[_id(each.found)], each) for each in fitting if _id(each.found) in parties]


class _Words:
    """Says of each party why it fits a wish."""

    def __init__(self, wish: Wish, currencies: set[str | None], ids: list[uuid.UUID]):
        self.wish = wish
        self.genres = _genres(ids)
        self.photos = first_photos(ids)
        self.rates = rates_for(wish, currencies)

    def hit(self, party: Party, fitting: Fitting) -> Hit:
        row = fitting.found.row
        distance = None if row["chord"] is None else ground_km(row["chord"])
        genres = self.genres.get(party.pk, [])
        prefetched = {"genres": _asked_for(genres)}
        party._prefetched_objects_cache = prefetched  # type: ignore[attr-defined]  # Django's own, unknown to its stubs
        return Hit(
            party,
            genres,
            self.photos.get(party.pk),
            list(self._reasons(party, fitting, distance)),
            _fee(party),
            distance,
            fitting.is_known,
            *_on_earth(row),
            self._nearness(genres, fitting),
        )

    def _nearness(self, genres: list[Genre], fitting: Fitting) -> int:
        if fitting.is_near:
            return NEAR
        asked = self.wish.genres
        return EXACT if not asked or any(genre.pk in asked for genre in genres) else BELOW

    def _reasons(self, party: Party, fitting: Fitting, distance: float | None) -> Iterator[str]:
        """Why a party fits what was asked, in words; nothing where nothing was asked."""
        for night in fitting.nights:
            free = _("Has a stage free on %(day)s") if party.kind == PartyKind.VENUE else _("Free on %(day)s")
            said = free if fitting.is_known else _say_silence(party)
            yield said % {"day": say_day(night)}
        if genres := self._genres(party, fitting):
            said = ", ".join(genre.name for genre in genres)
            yield _("Similar style: %(genres)s") % {"genres": said} if fitting.is_near else said
        if distance is not None:
            yield say_way(distance, self.wish.city, party.city_id, in_miles=self.wish.in_miles)
        if self.wish.asks_fee and (fee := self._fee(party)):
            yield fee

    def _fee(self, party: Party) -> str:
        if not party.fee_currency_id:
            return ""
        return say_fee(party.fee_min_minor, party.fee_max_minor, party.fee_currency_id, self.wish, self.rates)

    def _genres(self, party: Party, fitting: Fitting) -> list[Genre]:
        """Those of its genres that were asked for; what is near has all of its own."""
        if not self.wish.genres:
            return []
        genres = self.genres.get(party.pk, [])
        if fitting.is_near:
            return genres
        return [genre for genre in genres if any(f"/{asked}/" in genre.path for asked in self.wish.genres)]


def _fee(party: Party) -> str:
    """Its own fee, empty when it names none."""
    if not party.fee_currency_id:
        return ""
    return format_range(party.fee_min_minor, party.fee_max_minor, party.fee_currency_id)


def _genres(ids: list[uuid.UUID]) -> dict[uuid.UUID, list[Genre]]:
    """What each party plays, by name. A genre that many play is one object."""
    known: dict[str, Genre] = {}
    played: dict[uuid.UUID, list[Genre]] = {}
    for party, slug, *rest in GENRES.rows(parties=ids):
        if slug not in known:
            known[slug] = Genre.from_db("default", GENRE, [slug, *rest])
        played.setdefault(party, []).append(known[slug])
    return played


def _asked_for(genres: list[Genre]) -> QuerySet[Genre]:
    """What `prefetch_related` leaves with a party, which takes a quarter of a page's time for it."""
    found: QuerySet[Genre] = QuerySet(Genre)
    found._result_cache = genres
    return found


def _on_earth(row: dict) -> tuple[float | None, float | None]:
    """Latitude and longitude of a spot, to about ten centimetres."""
    if row["x"] is None:
        return None, None
    latitude = math.degrees(math.asin(max(-1.0, min(1.0, row["z"] / EARTH_RADIUS_KM))))
    return round(latitude, 6), round(math.degrees(math.atan2(row["y"], row["x"])), 6)


def _say_silence(party: Party) -> str:
    if party.is_solo:
        return _("Nothing booked on %(day)s, but not confirmed")
    return _("Nothing booked on %(day)s, but not everyone has answered")
