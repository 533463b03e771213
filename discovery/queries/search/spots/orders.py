"""In which order open spots stand, and the cursors that find a place in it again."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Case, F, FloatField, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from accounts.models import Party
from availability.queries.manager import AvailabilityManager
from bookings.models import Spot
from discovery.queries.search.cursors import Key, chosen_sort, finite, instant, read_cursor, read_keys, write_cursor
from discovery.queries.search.spots.wishes import SpotWish, euros, wants_a_genre_of

UNPAID = -1.0
"""Where a spot stands that says no fee: behind all that do."""


class SpotSort(StrEnum):
    """What open spots may be sorted by. `fit` has those first that want what the band plays and on which nothing of
    its time is taken; without a band it is the soonest. `rating` is that of the host."""

    SOONEST = "soonest"
    DISTANCE = "distance"
    FEE = "fee"
    FIT = "fit"
    RATING = "rating"
    NEWEST = "newest"


SOON = (Key("starts_at", True, instant), Key("pk", True, UUID))
ORDERS = {
    SpotSort.SOONEST: SOON,
    SpotSort.DISTANCE: (Key("distance_km", True, finite), *SOON),
    SpotSort.FEE: (Key("worth", False, finite), *SOON),
    SpotSort.FIT: (Key("misfit", True, finite), *SOON),
    SpotSort.RATING: (Key("stars", False, finite), *SOON),
    # Ids are ordered by the time at which they were made.
    SpotSort.NEWEST: (Key("pk", False, UUID),),
}


@dataclass(frozen=True)
class Order:
    """Spots in an order, that can go on behind a place in it."""

    sort: SpotSort

    @property
    def keys(self) -> tuple[Key, ...]:
        return ORDERS[self.sort]

    def place(self, spot: Spot) -> tuple:
        return tuple(getattr(spot, key.column) for key in self.keys)

    def apply(self, spots: QuerySet[Spot], wish: SpotWish) -> QuerySet[Spot]:
        if self.sort == SpotSort.FEE:
            spots = spots.annotate(worth=Coalesce(euros(), Value(UNPAID), output_field=FloatField()))
        if self.sort == SpotSort.RATING:
            stars = Coalesce(F("show__owner__rating_average"), Value(0), output_field=FloatField())
            spots = spots.annotate(stars=stars)
        if self.sort == SpotSort.FIT and wish.band is not None:
            spots = spots.annotate(misfit=_misfit(wish.band))
        return spots.order_by(*(key.column if key.is_rising else f"-{key.column}" for key in self.keys))

    def after(self, spots: QuerySet[Spot], place: tuple | None) -> QuerySet[Spot]:
        if place is None:
            return spots
        behind, same = Q(), Q()
        for key, value in zip(self.keys, place, strict=True):
            behind |= same & Q(**{f"{key.column}__{'gt' if key.is_rising else 'lt'}": value})
            same &= Q(**{key.column: value})
        return spots.filter(behind)

    def write(self, place: tuple) -> str:
        """A cursor: where the next page begins."""
        return write_cursor(self.sort.value, *place)

    def read(self, cursor: str) -> tuple:
        """What `write` wrote; anything else is a ValidationError at `cursor`."""
        return read_cursor(cursor, self._place)

    def _place(self, told: list[Any]) -> tuple:
        sort, *place = told
        if sort != self.sort.value:
            raise ValueError(sort)
        return read_keys(self.keys, place)


def order_of(wish: SpotWish, sort: str | None) -> Order:
    """The order of a search. Raises ValidationError at `sort` for what it cannot be sorted by."""
    asked = chosen_sort(SpotSort, sort, wish)
    return Order(SpotSort.SOONEST if asked == SpotSort.FIT and wish.band is None else asked)


def _misfit(band: Party):
    """0 where all is well; 1 where something else is wanted, or nothing said; 2 more where time is taken."""
    taken = AvailabilityManager.taken_between(band.calendar_id, "call_at", "released_at")
    other = Case(When(wants_a_genre_of(band), then=0), default=1, output_field=IntegerField())
    return Case(When(taken, then=2), default=0, output_field=IntegerField()) + other
