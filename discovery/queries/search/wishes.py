"""What every search may be asked, and what cannot be asked of any."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Self, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalogue.models import City, ExchangeRate, Region
from web.prepared import Parameter, PreparedQuery

RADIUS_KM = 50
KM_PER_MILE = 1.609344
LONGEST_TEXT = 120
MOST_GENRES = 8
USUAL_CURRENCY = "EUR"

RATE: PreparedQuery[Any] = PreparedQuery(
    lambda: ExchangeRate.objects.filter(pk=Parameter("currency")).values_list("per_euro")
)

T = TypeVar("T")
Point = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True, kw_only=True)
class BaseWish:
    """What every search may be asked; whatever is left out is not asked.

    `genres` are slugs, each meaning its whole branch. A place is a `city` or `near` (latitude, longitude), `radius_km`
    (50) around it; `region`: its town lies there. `fee_min` is in minor units of `currency`, and met by fees in any.
    `capacity_min` is people, `rating_min` 1 to 5. `in_miles`: distances are said in miles.
    """

    q: str = ""
    genres: tuple[str, ...] = ()
    city: City | None = None
    region: Region | None = None
    near: Point | None = None
    radius_km: float | None = None
    fee_min: int | None = None
    currency: str = ""
    capacity_min: int | None = None
    rating_min: float | None = None
    in_miles: bool = False
    found_out: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)
    """What the database answered about it. Wishes made of it share it: a page looks for hits, for facets, and for what
    there would be with one wish less."""

    @property
    def place(self) -> Point | None:
        """Where the radius counts from."""
        return (self.city.latitude, self.city.longitude) if self.city else self.near

    @property
    def reach_km(self) -> float:
        """The radius asked for, or the usual one."""
        return self.radius_km or RADIUS_KM

    @property
    def text(self) -> str:
        """What is searched for in words, without what PostgreSQL cannot store."""
        return self.q.replace("\0", "").strip()[:LONGEST_TEXT]

    @property
    def asks_fee(self) -> bool:
        return self.fee_min is not None

    def once(self, what: Hashable, find_out: Callable[[], T]) -> T:
        """What the database answers to this, asked once for this wish and those made of it."""
        if what not in self.found_out:
            self.found_out[what] = find_out()
        return self.found_out[what]

    def without(self, *names: str) -> Self:
        """The same wish with these left out, for counting what else there would be."""
        usual = type(self)()
        return replace(self, **{name: getattr(usual, name) for name in names})


def check(wish: BaseWish) -> None:
    """Raises ValidationError at the field for half a fee or one of unknown worth, too many genres, and a place that is
    none."""
    if wish.asks_fee != bool(wish.currency):
        raise ValidationError({"currency": [_("Enter both fee and currency.")]})
    if wish.asks_fee and worth(wish.currency, wish) is None:
        raise ValidationError({"currency": [_("We have no exchange rate for this currency.")]})
    if len(set(wish.genres)) > MOST_GENRES:
        raise ValidationError({"genre": [_("Choose at most %(most)d genres.") % {"most": MOST_GENRES}]})
    if wish.near and not (-90 <= wish.near[0] <= 90 and -180 <= wish.near[1] <= 180):
        raise ValidationError({"near": [_("Enter coordinates on the map.")]})


def worth(currency: str, wish: BaseWish) -> Decimal | None:
    """How much of a currency one euro is, None where nobody knows."""
    rows = wish.once(("worth", currency), lambda: RATE.rows(currency=currency))
    return rows[0][0] if rows else None
