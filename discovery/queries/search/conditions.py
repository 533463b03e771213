"""What a listing `l` has to fulfil, as words of SQL with their values."""

import datetime as dt
import math
from collections.abc import Iterable

from availability.queries.probing import Clause, can_be_known, no_mask_hit
from availability.ranges import Period
from catalogue.queries import EARTH_RADIUS_KM
from discovery.queries.search.wishes import RADIUS_KM, Point, Wish

HALF_WAY_ROUND_KM = math.pi * EARTH_RADIUS_KM
A_STAGE = """(
    SELECT 1 FROM venues_stage stage
     WHERE stage.venue_id = l.party_id AND coalesce(stage.capacity, 0) >= %s AND {free} LIMIT 1) IS NOT NULL"""


def every(clauses: Iterable[Clause], *, word: str = "AND") -> Clause:
    """All of these, or with the word OR one of them; what is always true where there are none."""
    clauses = list(clauses)
    words = f" {word} ".join(f"({words})" for words, _values in clauses)
    return words or "true", [value for _words, values in clauses for value in values]


def facts(wish: Wish) -> list[Clause]:
    """What stands in the row itself, but for the circle."""
    found: list[Clause] = []
    if wish.fee_max is not None:
        found.append(("l.fee_low <= (SELECT discovery_euros(%s, %s))", [wish.fee_max, wish.currency]))
    if wish.fee_min is not None:
        found.append(("l.fee_high >= (SELECT discovery_euros(%s, %s))", [wish.fee_min, wish.currency]))
    if wish.rating_min is not None:
        found.append(("l.rating >= %s", [round(wish.rating_min * 100)]))
    for column, least in (("capacity", wish.capacity_min), ("draw", wish.draw_min), ("size", wish.size_min)):
        if least is not None:
            found.append((f"l.{column} >= %s", [least]))
    if wish.size_max is not None:
        found.append(("l.size BETWEEN 1 AND %s", [wish.size_max]))
    if wish.has_pa:
        found.append(("l.has_pa", []))
    if wish.covers_place and wish.place is not None:
        # The radius of who travels is along the ground, the chord a little shorter.
        chord = f"cube_distance(l.spot, {spot(wish.place)}) / {2 * EARTH_RADIUS_KM}"
        found.append((f"l.travel_km >= {2 * EARTH_RADIUS_KM} * asin(least(1, {chord}))", []))
    return found


def on_globe(point: Point) -> tuple[float, float, float]:
    """A point in kilometres from the centre of the globe, as `discovery_spot` has it."""
    latitude, longitude = map(math.radians, point)
    across = EARTH_RADIUS_KM * math.cos(latitude)
    return across * math.cos(longitude), across * math.sin(longitude), EARTH_RADIUS_KM * math.sin(latitude)


def spot(point: Point) -> str:
    """A point as a constant of SQL that an index can be asked with."""
    return f"cube(ARRAY[{', '.join(map(repr, on_globe(point)))}]::float8[])"


def chord_km(ground_km: float) -> float:
    """The straight line through the globe between two places so far apart along the ground."""
    return 2 * EARTH_RADIUS_KM * math.sin(min(ground_km, HALF_WAY_ROUND_KM) / (2 * EARTH_RADIUS_KM))


def ground_km(chord: float) -> float:
    """The other way round."""
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, chord / (2 * EARTH_RADIUS_KM)))


def reach(wish: Wish) -> float:
    """The chord of the radius asked for, with a millimetre for rounding."""
    return chord_km(wish.radius_km or RADIUS_KM) + 1e-6


def in_circle(place: Point, reach: float) -> list[Clause]:
    """By the index of places: the box around the circle, then the circle. `reach` is a chord in km."""
    here = spot(place)
    return [
        (f"l.spot <@ cube_enlarge({here}, %s::float8, 3)", [reach]),
        (f"l.spot <-> {here} <= %s::float8", [reach]),
    ]


def in_circle_by_the_way(place: Point, reach: float) -> list[Clause]:
    """The same in words that no index knows, for walking along another one."""
    return [(f"cube_distance(l.spot, {spot(place)}) <= %s::float8", [reach])]


def free_on(wish: Wish, periods: dict[dt.date, Period], *, of_venues: bool) -> list[Clause]:
    """Nothing taken in the nights by the masks, and for acts nothing that is silence for sure.

    What is shown is rechecked by the blocks themselves.
    """
    if not periods:
        return []
    nights = [_stage_free(period, wish) if of_venues else _act_free(period, wish) for period in periods.values()]
    return [every(nights, word="OR" if wish.any_night else "AND")]


def _act_free(period: Period, wish: Wish) -> Clause:
    free = no_mask_hit(period, "l.calendar_id")
    return free if wish.with_silent else every([free, can_be_known(period, "l.calendar_id")])


def _stage_free(period: Period, wish: Wish) -> Clause:
    free, values = no_mask_hit(period, "stage.calendar_id")
    return A_STAGE.format(free=free), [wish.capacity_min or 0, *values]
