"""What a listing `l` has to fulfil, as words of SQL with their values."""

import datetime as dt
import math
from collections.abc import Iterable

from accounts.states import PartyKind
from availability.queries.probing import Clause, can_be_known, no_mask_hit, some_time_free
from availability.ranges import Period
from catalogue.queries import EARTH_RADIUS_KM
from discovery.queries.search.parties.wishes import Wish
from discovery.queries.search.wishes import Point
from studio.states import RateKind

HALF_WAY_ROUND_KM = math.pi * EARTH_RADIUS_KM
A_STAGE = """(
    SELECT 1 FROM venues_stage stage
     WHERE stage.venue_id = l.party_id AND coalesce(stage.capacity, 0) >= %s::int AND {free} LIMIT 1) IS NOT NULL"""

A_SERVICE = """(
    SELECT 1 FROM studio_service service
     WHERE service.professional_id = l.party_id AND service.retired_at IS NULL AND service.min_minutes IS NOT NULL
       AND (%s::text IS NULL OR service.discipline = %s) LIMIT 1) IS NOT NULL"""


def together(clauses: Iterable[Clause], between: str) -> Clause:
    """These one behind another, with their values."""
    clauses = list(clauses)
    return between.join(words for words, _values in clauses), [value for _words, given in clauses for value in given]


def every(clauses: Iterable[Clause], *, word: str = "AND") -> Clause:
    """All of these, or with the word OR one of them; what is always true where there are none."""
    words, values = together([(f"({words})", values) for words, values in clauses], f" {word} ")
    return words or "true", values


IN_REGION = """EXISTS (
    SELECT FROM accounts_party party JOIN catalogue_city city ON city.id = party.city_id
     WHERE party.id = l.party_id AND city.region_id = %s::bigint)"""

# Each of these is there whether it is asked or not, so that few different statements have to be planned.
FACTS = {
    "fee": "(%s::bigint IS NULL OR l.fee_low <= (SELECT discovery_euros(%s::bigint, %s)))"
    " AND (%s::bigint IS NULL OR l.fee_high >= (SELECT discovery_euros(%s::bigint, %s)))",
    "region": f"(%s::bigint IS NULL OR {IN_REGION})",
    "rating": "(%s::int IS NULL OR l.rating >= %s::int)",
    "capacity": "(%s::int IS NULL OR l.capacity >= %s::int)",
    "draw": "(%s::int IS NULL OR l.draw >= %s::int)",
    "size": "(%s::int IS NULL OR l.size >= %s::int) AND (%s::int IS NULL OR l.size BETWEEN 1 AND %s::int)",
    "has_pa": "(NOT %s::boolean OR l.has_pa)",
    "discipline": "(%s::text IS NULL OR l.disciplines @> ARRAY[%s]::varchar[])",
    "language": "(%s::text IS NULL OR l.languages @> ARRAY[%s]::varchar[])",
    "remote": "(NOT %s::boolean OR l.is_remote)",
    "verified": "(NOT %s::boolean OR l.is_verified)",
    "roles": "(%s::text[] IS NULL OR l.roles && discovery_roles(%s::text[]))",
    "rate": "(%s::bigint IS NULL OR CASE WHEN %s::boolean THEN l.day_rate ELSE l.hour_rate END"
    " <= (SELECT discovery_euros(%s::bigint, %s)))",
}
# The radius of who travels is along the ground, the chord a little shorter.
TRAVELS = "l.travel_km >= 2 * {radius} * asin(least(1, cube_distance(l.spot, {here}) / (2 * {radius})))"


def facts(wish: Wish) -> dict[str, Clause]:
    """What stands in the row itself, but for the place."""
    rating = None if wish.rating_min is None else round(wish.rating_min * 100)
    region = wish.region.pk if wish.region else None
    values: dict[str, list] = {
        "fee": [wish.fee_max, wish.fee_max, wish.currency, wish.fee_min, wish.fee_min, wish.currency],
        "region": [region, region],
        "rating": [rating, rating],
        "capacity": [wish.capacity_min, wish.capacity_min],
        "draw": [wish.draw_min, wish.draw_min],
        "size": [wish.size_min, wish.size_min, wish.size_max, wish.size_max],
        "has_pa": [wish.has_pa],
        "discipline": [wish.discipline or None, wish.discipline],
        "language": [wish.language or None, wish.language],
        "remote": [wish.is_remote],
        "verified": [wish.is_verified],
        "roles": [list(wish.roles) or None, list(wish.roles)],
        "rate": [wish.rate_max, wish.rate_kind == RateKind.DAY, wish.rate_max, wish.currency],
    }
    return {name: (words, values[name]) for name, words in FACTS.items()}


def on_globe(point: Point) -> tuple[float, float, float]:
    """A point in kilometres from the centre of the globe, as `discovery_spot` has it."""
    latitude, longitude = map(math.radians, point)
    across = EARTH_RADIUS_KM * math.cos(latitude)
    return across * math.cos(longitude), across * math.sin(longitude), EARTH_RADIUS_KM * math.sin(latitude)


def spot(point: Point) -> Clause:
    """A point of the globe that an index can be asked with."""
    return "cube(%s::float8[])", [list(on_globe(point))]


def chord_km(ground_km: float) -> float:
    """The straight line through the globe between two places so far apart along the ground."""
    return 2 * EARTH_RADIUS_KM * math.sin(min(ground_km, HALF_WAY_ROUND_KM) / (2 * EARTH_RADIUS_KM))


def ground_km(chord: float) -> float:
    """The other way round."""
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, chord / (2 * EARTH_RADIUS_KM)))


def reach(wish: Wish) -> float:
    """The chord of the radius asked for, with a millimetre for rounding."""
    return chord_km(wish.reach_km) + 1e-6


def in_circle(place: Point, reach: float) -> Clause:
    """By the index of places: the box around the circle, then the circle. `reach` is a chord in km."""
    here, axes = spot(place)
    words = f"l.spot <@ cube_enlarge({here}, %s::float8, 3) AND l.spot <-> {here} <= %s::float8"
    return words, [*axes, reach, *axes, reach]


def in_circle_by_the_way(place: Point, reach: float) -> Clause:
    """The same in words that no index knows, for walking along another one."""
    here, axes = spot(place)
    return f"cube_distance(l.spot, {here}) <= %s::float8", [*axes, reach]


def travels_to(place: Point) -> Clause:
    """Who says how far they travel, and that is as far as this."""
    here, axes = spot(place)
    return TRAVELS.format(radius=EARTH_RADIUS_KM, here=here), axes


def free_on(wish: Wish, periods: dict[dt.date, Period], kind: PartyKind) -> list[Clause]:
    """Nothing taken in the nights by the masks, and for acts nothing that is silence for sure. Professionals: some
    hours on the days, and a service to be booked in them.

    What is shown is rechecked by the blocks themselves.
    """
    if not periods:
        return []
    free = {PartyKind.VENUE: _stage_free, PartyKind.PROFESSIONAL: _has_hours}.get(kind, _act_free)
    nights = [free(period, wish) for period in periods.values()]
    every_night = every(nights, word="OR" if wish.any_night else "AND")
    return [_offers(wish), every_night] if kind == PartyKind.PROFESSIONAL else [every_night]


def _act_free(period: Period, wish: Wish) -> Clause:
    free = no_mask_hit(period, "l.calendar_id")
    return free if wish.with_silent else every([free, can_be_known(period, "l.calendar_id")])


def _has_hours(period: Period, wish: Wish) -> Clause:
    return some_time_free(period, "l.calendar_id")


def _offers(wish: Wish) -> Clause:
    """Something by the hour or day, of the discipline asked for: what has no length has no slots."""
    return A_SERVICE, [wish.discipline or None, wish.discipline]


def _stage_free(period: Period, wish: Wish) -> Clause:
    free, values = no_mask_hit(period, "stage.calendar_id")
    return A_STAGE.format(free=free), [wish.capacity_min or 0, *values]
