"""How many open spots there would be for one more filter, or another one instead."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F

from bookings.models import Spot
from bookings.states import SpotRole
from discovery.queries.search.facets import CAPACITIES, MOST_GENRES, Facet, say_capacity
from discovery.queries.search.spots.wishes import SpotWish, in_euros, spots_of
from discovery.queries.search.wishes import USUAL_CURRENCY, check, worth
from web.money import currency_digits, format_range

FEW_LOOKED = 2000
FEE_STEPS = (100, 250, 500, 1000)


@dataclass
class Row:
    """A spot as facets see it; `genres` by slug: name and path."""

    role: str
    euros: float | None
    capacity: int | None
    genres: dict[str, tuple[str, str]] = field(default_factory=dict)


def spot_facets(wish: SpotWish) -> dict[str, list[Facet]]:
    """The facets `role`, `genre`, `fee` and `capacity` of a search for open spots, each counted without its own filter,
    among the first FEW_LOOKED spots. A fee is in minor units of the wish's currency (euros unless it has one). Three
    queries; raises ValidationError as the search does."""
    check(wish)
    rows = _rows(wish.without("role", "genres", "fee_min", "currency", "capacity_min"))
    filters = _filters(wish)
    is_least = len(rows) >= FEW_LOOKED

    def count(facet: str, fits: Callable[[Row], bool]) -> int:
        others = [other for name, other in filters.items() if name != facet]
        return sum(1 for row in rows if fits(row) and all(other(row) for other in others))

    def facet(name: str, value: object, label: str, fits: Callable[[Row], bool]) -> Facet:
        return Facet(str(value), label, count(name, fits), is_least)

    return {
        "role": [facet("role", role.value, str(role.label), _has_role(role)) for role in SpotRole],
        "genre": _genres(rows, {name: fits for name, fits in filters.items() if name != "genre"}, is_least),
        "fee": [
            facet("fee", minor, format_range(minor, None, currency), _pays(euros))
            for currency, minor, euros in _fees(wish.currency or USUAL_CURRENCY, wish)
        ],
        "capacity": [
            facet(
                "capacity",
                people,
                say_capacity(people),
                _holds(people),
            )
            for people in CAPACITIES
        ],
    }


def _rows(wish: SpotWish) -> list[Row]:
    found = spots_of(wish).annotate(euros_said=F("euros")).order_by("starts_at", "pk")
    values = list(found.values_list("pk", "role", "euros_said", "show__stage__capacity")[:FEW_LOOKED])
    rows: dict[UUID, Row] = {pk: Row(role, euros, capacity) for pk, role, euros, capacity in values}
    wanted = Spot.genres.through.objects.filter(spot__in=list(rows))
    for spot, slug, name, path in wanted.values_list("spot", "genre", "genre__name", "genre__path"):
        rows[spot].genres[slug] = name, path
    return list(rows.values())


def _filters(wish: SpotWish) -> dict[str, Callable[[Row], bool]]:
    told: dict[str, Callable[[Row], bool]] = {}
    if wish.role:
        told["role"] = _has_role(wish.role)
    if wish.genres:
        told["genre"] = _wants(wish.genres)
    if wish.fee_min is not None:
        told["fee"] = _pays(in_euros(wish.fee_min, wish))
    if wish.capacity_min is not None:
        told["capacity"] = _holds(wish.capacity_min)
    return told


def _genres(rows: list[Row], others: dict[str, Callable[[Row], bool]], is_least: bool) -> list[Facet]:
    """Those that are named most; a spot that names none wants any, and counts for all."""
    fitting = [row for row in rows if all(fits(row) for fits in others.values())]
    names = {slug: name for row in fitting for slug, (name, _way) in row.genres.items()}
    counted = Counter(slug for row in fitting for slug in row.genres)
    any_genre = sum(1 for row in fitting if not row.genres)
    best = sorted(counted, key=lambda slug: (-counted[slug], names[slug]))[:MOST_GENRES]
    return [Facet(slug, names[slug], counted[slug] + any_genre, is_least) for slug in best]


def _fees(currency: str, wish: SpotWish) -> list[tuple[str, int, float]]:
    """Round fees: so much in minor units, and in euros; none for a currency without a rate."""
    rate = worth(currency, wish)
    if rate is None:
        return []
    unit = 10 ** (len(str(int(rate))) - 1) * 10 ** currency_digits(currency)
    minors = [step * unit for step in FEE_STEPS]
    return [(currency, minor, minor / 10.0 ** currency_digits(currency) / float(rate)) for minor in minors]


def _has_role(role: str) -> Callable[[Row], bool]:
    return lambda row: row.role == role


def _wants(genres: tuple[str, ...]) -> Callable[[Row], bool]:
    branches = [f"/{slug}/" for slug in genres]
    return lambda row: (
        not row.genres or any(branch in path for _genre, path in row.genres.values() for branch in branches)
    )


def _pays(euros: float) -> Callable[[Row], bool]:
    return lambda row: row.euros is not None and row.euros >= euros


def _holds(people: int) -> Callable[[Row], bool]:
    return lambda row: (row.capacity or 0) >= people
