"""What somebody looks for, and what that means before anything is looked up."""

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from availability.ranges import Period
from catalogue.models import City, ExchangeRate
from catalogue.queries import cities_within
from web.prepared import Given, Question

EVENING_FROM = dt.time(19, 0)
EVENING_TO = dt.time(0, 0)
RADIUS_KM = 50
LONGEST_TEXT = 120
FIRST_YEAR, LAST_YEAR = 1970, 2190
MOST_NIGHTS = 14
MOST_GENRES = 8
SAME_ZONE_KM = 200
USUAL_ZONE = "Europe/Berlin"

RATE: Question[Any] = Question(lambda: ExchangeRate.objects.filter(pk=Given("currency")).values_list("per_euro"))

T = TypeVar("T")
Point = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Everything that may be asked of a search; whatever is left out is not asked.

    `genres` are slugs, each meaning its whole branch; one of them is enough. Who has only what is near them in the tree
    stands behind, or is left out without `near_genres`. A place is a `city` or `near` (latitude, longitude),
    `radius_km` (50) around it. `nights` asks for those who are free on every one of them, with `any_night` on one,
    `from_time` to `to_time` (19:00-24:00) on the clock of the place, else of the viewer: acts of which everybody is
    free, `with_silent` also those on which nothing is taken though somebody has not said; venues of which a stage is.
    Fees are in minor units of `currency`: those who name one that meets `fee_min` to `fee_max`.
    `rating_min` is 1 to 5. Of acts: at least `draw_min` people, `size_min` to `size_max` players, `has_pa`, and
    `covers_place`: they travel as far as the place. Of venues: a stage for `capacity_min` people. `kind` None means
    acts and venues.
    """

    kind: str | None = None
    q: str = ""
    genres: tuple[str, ...] = ()
    near_genres: bool = True
    city: City | None = None
    near: Point | None = None
    radius_km: float | None = None
    nights: tuple[dt.date, ...] = ()
    any_night: bool = False
    from_time: dt.time | None = None
    to_time: dt.time | None = None
    with_silent: bool = False
    fee_min: int | None = None
    fee_max: int | None = None
    currency: str = ""
    capacity_min: int | None = None
    draw_min: int | None = None
    rating_min: float | None = None
    size_min: int | None = None
    size_max: int | None = None
    has_pa: bool = False
    covers_place: bool = False
    found_out: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)
    """What looking for it has found out. Those made of it share it: a page looks for hits, for facets, and for what
    there would be with one wish less."""

    @property
    def place(self) -> Point | None:
        """Where the radius counts from."""
        return (self.city.latitude, self.city.longitude) if self.city else self.near

    @property
    def text(self) -> str:
        """What is searched for in words, without what PostgreSQL cannot store."""
        return self.q.replace("\0", "").strip()[:LONGEST_TEXT]

    @property
    def asks_fee(self) -> bool:
        return self.fee_min is not None or self.fee_max is not None

    def once(self, what: Hashable, find_out: Callable[[], T]) -> T:
        """What the database answers to this, asked once for this wish and those made of it."""
        if what not in self.found_out:
            self.found_out[what] = find_out()
        return self.found_out[what]

    def without(self, *names: str) -> "Wish":
        """The same wish with these left out, for counting what else there would be."""
        usual = Wish()
        return replace(self, **{name: getattr(usual, name) for name in names})


def check(wish: Wish) -> None:
    """Raises ValidationError at the field for half a fee or one of unknown worth, a place that is none, too many
    nights, or one beyond all plans."""
    if wish.asks_fee != bool(wish.currency):
        raise ValidationError({"currency": [_("A fee needs its currency, and a currency its fee.")]})
    if wish.asks_fee and worth(wish.currency, wish) is None:
        raise ValidationError({"currency": [_("We do not know what this currency is worth.")]})
    if any(not FIRST_YEAR <= night.year <= LAST_YEAR for night in wish.nights):
        raise ValidationError({"night": [_("This day is too far away.")]})
    if len(set(wish.nights)) > MOST_NIGHTS:
        raise ValidationError({"night": [_("Ask for at most %(count)d nights.") % {"count": MOST_NIGHTS}]})
    if len(set(wish.genres)) > MOST_GENRES:
        raise ValidationError({"genre": [_("Choose at most %(most)d genres.") % {"most": MOST_GENRES}]})
    if wish.near and not (-90 <= wish.near[0] <= 90 and -180 <= wish.near[1] <= 180):
        raise ValidationError({"near": [_("This place is not on earth.")]})
    if wish.covers_place and wish.place is None:
        raise ValidationError({"covers_place": [_("Say a place that they should travel to.")]})


def worth(currency: str, wish: Wish) -> Decimal | None:
    """How much of a currency one euro is, None where nobody knows."""
    rows = wish.once(("worth", currency), lambda: RATE.rows(currency=currency))
    return rows[0][0] if rows else None


def evenings(wish: Wish, viewer) -> dict[dt.date, Period]:
    """The stretch of each night asked for, in order."""
    nights = sorted(set(wish.nights))
    zone = _zone(wish, viewer) if nights else USUAL_ZONE
    return {night: evening(night, wish.from_time, wish.to_time, zone) for night in nights}


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


def _zone(wish: Wish, viewer) -> str:
    if wish.city is not None:
        return wish.city.timezone
    if wish.near is not None and (city := cities_within(wish.near, SAME_ZONE_KM).first()):
        return city.timezone
    return viewer.timezone if isinstance(viewer, User) else USUAL_ZONE
