"""Who fits a night, a place, a genre and a fee: one query builder for the pages and the API."""

import base64
import binascii
import datetime as dt
import json
import uuid
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Value, prefetch_related_objects
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.states import LISTED_KINDS, PartyKind
from availability.manager import AvailabilityManager
from availability.ranges import Period
from availability.states import MemberState
from catalogue.folding import Fold
from catalogue.models import City
from catalogue.queries import genre_and_descendants, within_radius
from stageslot.web.dates import say_day
from stageslot.web.money import format_amount, format_range
from venues.models import Stage

EVENING_FROM = dt.time(19, 0)
EVENING_TO = dt.time(0, 0)
RADIUS_KM = 50
LIMIT_MAX = 100
MOST_LOOKS = 8
SPARE = 8
"""So many more are looked at for a night: who drops out at the recheck is then replaced without another look."""
FITTING = frozenset({MemberState.FREE, MemberState.MAYBE})
NOT_TAKEN = FITTING | {MemberState.UNKNOWN}
LONGEST_TEXT = 120
FIRST_YEAR, LAST_YEAR = 1970, 2190
LIKENESS_MIN = 0.5
MOST_ALIKE = 1000
"""The best rank a text can have; ranks are whole numbers, so that a cursor finds its place again exactly."""


Place = tuple[int, uuid.UUID]
"""Where a party stands in the order of a search: its rank and id."""


@dataclass(frozen=True)
class Hit:
    """A party that fits, with the words that say why; `fee` is its usual fee in words, empty when it names none.

    `is_known` is False where nothing is taken in the night asked for, but somebody has not said that they are free.
    """

    party: Party
    reasons: list[str]
    fee: str
    distance_km: float | None
    is_known: bool = True


@dataclass(frozen=True)
class HitPage:
    """One page of hits; `next` is the cursor of the page after it, None at the end."""

    items: list[Hit]
    next: str | None


@dataclass(frozen=True)
class _Wish:
    """What is searched, after defaults."""

    q: str
    genre: str
    city: City | None
    radius_km: float
    night: dt.date | None
    period: Period | None
    fee_max: int | None
    currency: str
    with_silent: bool = False


def search_parties(
    viewer,
    *,
    kind: str | None = None,
    q: str = "",
    genre: str = "",
    city: City | None = None,
    radius_km: float | None = None,
    night: dt.date | None = None,
    from_time: dt.time | None = None,
    to_time: dt.time | None = None,
    fee_max: int | None = None,
    currency: str = "",
    with_silent: bool = False,
    cursor: str | None = None,
    limit: int = 20,
) -> HitPage:
    """The approved parties that fit everything asked for, best first.

    `genre` is a slug and means its whole branch; `radius_km` (default 50) counts from `city`; `night` keeps those free
    from `from_time` to `to_time` (19:00-24:00 unless said) on the clock of the city searched, else of the viewer: acts
    of which everybody is free, and `with_silent` those on which nothing is taken though somebody has not said; venues
    of which a stage is. `fee_max` is in minor units of `currency`, and keeps those who name a fee that starts no
    higher. Raises ValidationError for a cursor that is none of ours, half a fee or a night beyond all plans.
    The number of queries does not depend on the number of hits.
    """
    if (fee_max is None) != (not currency):
        raise ValidationError({"currency": [_("A fee needs its currency, and a currency its fee.")]})
    if night and not FIRST_YEAR <= night.year <= LAST_YEAR:
        raise ValidationError({"night": [_("This day is too far away.")]})
    period = night and evening(night, from_time, to_time, _zone(city, viewer))
    text, radius_km = q.strip()[:LONGEST_TEXT], radius_km or RADIUS_KM
    wish = _Wish(text, genre, city, radius_km, night, period or None, fee_max, currency, with_silent)
    found = _ranked(_fitting(Party.objects.public(), kind, wish), wish)
    return _page(found, wish, cursor, max(1, min(limit, LIMIT_MAX)))


def evening(night: dt.date, from_time: dt.time | None, to_time: dt.time | None, timezone: str) -> Period:
    """The stretch of a night on the clock of `timezone`, 19:00-24:00 unless said; an end not after the start is the
    next day's."""
    start, end = from_time or EVENING_FROM, EVENING_TO if to_time is None else to_time
    last = night + dt.timedelta(days=end <= start)
    zone = ZoneInfo(timezone)
    starts_at = dt.datetime.combine(night, start, zone).astimezone(dt.UTC)
    ends_at = dt.datetime.combine(last, end, zone).astimezone(dt.UTC)
    # In the hour a clock skips, both ends may fall together.
    return Period(starts_at, max(ends_at, starts_at + dt.timedelta(minutes=1)))


def _zone(city: City | None, viewer) -> str:
    if city is not None:
        return city.timezone
    return viewer.timezone if isinstance(viewer, User) else "Europe/Berlin"


def _fitting(parties: QuerySet[Party], kind: str | None, wish: _Wish) -> QuerySet[Party]:
    parties = parties.filter(kind=kind) if kind else parties.filter(kind__in=LISTED_KINDS)
    if wish.q:
        parties = _saying(parties, wish.q)
    if wish.genre:
        branch = genre_and_descendants(wish.genre)
        parties = parties.filter(
            Exists(Party.genres.through.objects.filter(party_id=OuterRef("pk"), genre_id__in=branch.values("pk")))
        )
    if wish.city is not None:
        parties = within_radius(parties, wish.city, wish.radius_km, city="city")
    if wish.fee_max is not None:
        # Who names only a highest fee may come for less; who names none cannot be said to fit.
        named = Q(fee_min_minor__lte=wish.fee_max) | Q(fee_min_minor=None, fee_max_minor__isnull=False)
        parties = parties.filter(named, fee_currency=wish.currency)
    if wish.period is not None:
        parties = parties.filter(_free(kind, wish.period, wish.with_silent))
    return parties


def _saying(parties: QuerySet[Party], text: str) -> QuerySet[Party]:
    """Parties whose name, line or town holds the text without regard to case and accents, or is mistyped as it."""
    folded = Fold(Value(text))
    return parties.annotate(
        likeness=TrigramWordSimilarity(folded, Fold(F("name"))),  # type: ignore[arg-type]  # any expression does
        folded_name=Fold(F("name")),
        folded_line=Fold(F("tagline")),
        folded_town=Fold(F("city__name")),
    ).filter(
        Q(folded_name__contains=folded)
        | Q(folded_line__contains=folded)
        | Q(folded_town__contains=folded)
        | Q(likeness__gte=LIKENESS_MIN)
    )


def _free(kind: str | None, period: Period, with_silent: bool) -> Q:
    """Those on which nothing is taken in the period, by the masks: on their own calendar, a venue's on one stage.

    What is shown is rechecked by `_who_fits`.
    """
    nothing_taken = AvailabilityManager.nothing_taken(period)
    venues = Q(Exists(Stage.objects.filter(nothing_taken, venue=OuterRef("pk"))))
    acts = nothing_taken if with_silent else nothing_taken & AvailabilityManager.may_be_known(period)
    if kind is not None:
        return venues if kind == PartyKind.VENUE else acts
    return Q(venues, kind=PartyKind.VENUE) | Q(acts, ~Q(kind=PartyKind.VENUE))


def _ranked(parties: QuerySet[Party], wish: _Wish) -> QuerySet[Party]:
    """Nearest first where a place is asked for, most alike first for a text, best rated first otherwise."""
    if wish.city is not None:
        rank = Cast(F("distance_km") * 10, BigIntegerField())
    elif wish.q:
        rank = Cast(MOST_ALIKE - F("likeness") * MOST_ALIKE, BigIntegerField())
    else:
        rank = Cast(Value(500) - Coalesce(F("rating_average"), Value(0)) * 100, BigIntegerField())
    return parties.annotate(rank=rank).order_by("rank", "id")


def _after(parties: QuerySet[Party], place: Place | None) -> QuerySet[Party]:
    if place is None:
        return parties
    rank, last = place
    return parties.filter(Q(rank__gt=rank) | Q(rank=rank, id__gt=last))


def _read_cursor(cursor: str) -> Place:
    try:
        rank, last = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        if not isinstance(rank, int) or not -(10**9) < rank < 10**9:
            raise ValueError(rank)
        return rank, uuid.UUID(last)
    except (binascii.Error, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ValidationError({"cursor": [_("This page of results does not exist.")]}) from error


def _write_cursor(place: Place) -> str:
    return base64.urlsafe_b64encode(json.dumps([place[0], str(place[1])]).encode()).decode()


def _page(parties: QuerySet[Party], wish: _Wish, cursor: str | None, limit: int) -> HitPage:
    # Towns only of those who are shown: joined before the page is cut, all of them would be read.
    rows, following = _look(parties, wish, cursor, limit)
    prefetch_related_objects(rows, "city__country", "genres", "photos__picture")
    branch = set(genre_and_descendants(wish.genre).values_list("pk", flat=True)) if wish.genre and rows else set()
    return HitPage([_hit(party, wish, branch) for party in rows], following and _write_cursor(following))


def _look(parties: QuerySet[Party], wish: _Wish, cursor: str | None, limit: int) -> tuple[list[Party], Place | None]:
    """One page, and the place after which the next begins. Who fits by the masks, but not by the blocks, drops out and
    the page is filled up; where they are many, it may be short and go on all the same."""
    place = _read_cursor(cursor) if cursor else None
    found: list[Party] = []
    looked_at = limit + 1 + (SPARE if wish.period else 0)
    for _time in range(MOST_LOOKS):
        rows = list(_after(parties, place)[:looked_at])
        found += _who_fits(rows, wish)
        if len(found) > limit:
            return found[:limit], _place_of(found[limit - 1])
        if len(rows) < looked_at:
            return found, None
        place = _place_of(rows[-1])
    return found, place


def _who_fits(rows: list[Party], wish: _Wish) -> list[Party]:
    """Those who fit the night by the blocks themselves: the masks are of half hours, and know nothing of silence.

    Silence is not freedom: acts that have not said are left out unless they are asked for, and are told apart by
    `is_known`. Two queries at most.
    """
    if wish.period is None:
        return rows
    calendars: dict[uuid.UUID, set[int]] = {
        party.pk: {party.calendar_id} for party in rows if party.kind != PartyKind.VENUE
    }
    venues = [party.pk for party in rows if party.kind == PartyKind.VENUE]
    if venues:
        for venue, calendar in Stage.objects.filter(venue__in=venues).values_list("venue", "calendar"):
            calendars.setdefault(venue, set()).add(calendar)
    pairs = [(calendar, wish.period) for each in calendars.values() for calendar in each]
    told = AvailabilityManager.combined_states(pairs)
    fitting = []
    for party in rows:
        states = {told[calendar, wish.period] for calendar in calendars.get(party.pk, ())}
        is_venue = party.kind == PartyKind.VENUE
        party.is_known = is_venue or not states.isdisjoint(FITTING)
        if not states.isdisjoint(NOT_TAKEN if is_venue or wish.with_silent else FITTING):
            fitting.append(party)
    return fitting


def _place_of(party: Party) -> Place:
    return party.rank, party.pk


def _hit(party: Party, wish: _Wish, branch: set[str]) -> Hit:
    fee = ""
    if party.fee_currency_id:
        fee = format_range(party.fee_min_minor, party.fee_max_minor, party.fee_currency_id)
    distance = getattr(party, "distance_km", None)
    is_known = getattr(party, "is_known", True)
    return Hit(party, list(_reasons(party, wish, branch, distance, is_known)), fee, distance, is_known)


def _reasons(party: Party, wish: _Wish, branch: set[str], distance: float | None, is_known: bool):
    """Why a party fits what was asked, in words; nothing where nothing was asked."""
    if wish.night is not None:
        free = _("Has a stage free on %(day)s") if party.kind == PartyKind.VENUE else _("Free on %(day)s")
        said = free if is_known else _("Nothing planned on %(day)s, but not everybody has said")
        yield said % {"day": say_day(wish.night)}
    if wish.genre:
        yield ", ".join(genre.name for genre in party.genres.all() if genre.pk in branch)
    if wish.city is not None and distance is not None:
        near = _("In %(city)s") if distance < 1 else _("%(km)s km from %(city)s")
        yield near % {"km": round(distance), "city": wish.city.name}
    if wish.fee_max is not None:
        most = format_amount(wish.fee_max, wish.currency)
        yield (
            _("Plays for %(fee)s or less") % {"fee": most}
            if party.kind == PartyKind.BAND
            else _("Within %(fee)s") % {"fee": most}
        )
