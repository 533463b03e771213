"""Looking through the listings: one statement for each tier of a search, as many tiers as a page takes.

Tiers stand one behind the other whatever the sort: what has the genre before what is near it in the tree, what says the
text before what nearly says it.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from accounts.states import PartyKind
from availability.queries.probing import Clause
from availability.ranges import Period
from discovery.queries.search.cursors import Key
from discovery.queries.search.parties import texts
from discovery.queries.search.parties.conditions import (
    every,
    facts,
    free_on,
    in_circle,
    in_circle_by_the_way,
    reach,
    spot,
    together,
    travels_to,
)
from discovery.queries.search.parties.headings import Headings, kind_of
from discovery.queries.search.parties.orders import OF_PROFESSIONALS, ORDERS, after, order_by, order_name
from discovery.queries.search.parties.wishes import Wish
from web.prepared import run, run_once

FEW = 1500
"""So many in a circle are sorted; among more of them an order is walked until a page is full."""
FEW_OF_SOME = 10_000
"""The same where something is asked that few may fit: their order would be walked far, which takes longer than to sort
so many."""
FEW_READ = 800
"""So many under a heading, in the circle if there is one, are read for whether they say a text; where they are more,
those who say it are looked up."""

# The order stands inside, behind a fence, and who is free is asked outside: only of as many as a page takes.
UNDER_A_HEADING = """(
SELECT * FROM (
    SELECT {columns} FROM {source} WHERE {conditions} ORDER BY {order} OFFSET 0
) AS l WHERE {free} LIMIT {limit})"""
# One probe for each of those who say it, the best first: an order that begins so ends when a page is full.
SAYING = """(
    SELECT own.*, matched.length, matched.likeness FROM (SELECT * FROM matched ORDER BY {best} OFFSET 0) AS matched,
           LATERAL (SELECT * FROM discovery_listing
                     WHERE party_id = matched.party_id AND heading = %s::int OFFSET 0) AS own
    ) AS l"""
READ = """(
    SELECT few.*, said.length, said.likeness FROM (SELECT * FROM discovery_listing l WHERE {few} OFFSET 0) AS few,
           LATERAL ({said}) AS said) AS l"""
BEST = {"likeness": "likeness DESC"}
NOT_UNDER = "NOT EXISTS (SELECT FROM discovery_listing o WHERE o.party_id = l.party_id AND o.heading = ANY(%s::int[]))"
IN_CIRCLE = """
SELECT count(*) FROM (
    SELECT FROM discovery_listing l WHERE l.heading = %s::int AND {circle} LIMIT {limit}) AS counted"""
CIRCLE = """(
    SELECT *, count(*) OVER () AS around FROM (SELECT * FROM discovery_listing l WHERE {circle} LIMIT {limit}) AS few
    OFFSET 0) AS l"""


@dataclass(frozen=True)
class Tier:
    """One stretch of the results: these headings without those, and how the text is said."""

    headings: list[int]
    without: list[int]
    way: str | None
    order: str

    @property
    def keys(self) -> tuple[Key, ...]:
        return ORDERS[self.order]

    def is_sorted_in(self, wish: Wish) -> bool:
        """Whether it is about a circle, by an order that the circle's index does not have."""
        return wish.place is not None and self.order != "distance" and self.way is None


@dataclass(frozen=True)
class Found:
    """A row of the listings: who, where it stands in the order, and where on earth."""

    row: dict[str, Any]

    @property
    def kind(self) -> PartyKind:
        return kind_of(self.row["heading"])

    @property
    def is_venue(self) -> bool:
        return self.kind == PartyKind.VENUE

    def place(self, tier: Tier) -> tuple:
        return tuple(self.row[key.column] for key in tier.keys)


def tiers(wish: Wish, headings: Headings, sort: str | None) -> list[Tier]:
    """All stretches of a search, best first. Who is near in the tree has to say the text itself."""
    by_fit = sort in (None, "", "fit")
    ways = texts.ways_to_say(wish.text, by_fit=by_fit)
    found = [Tier(headings.exact, [], way, order_name(wish, sort, way)) for way in ways]
    if headings.near and wish.near_genres:
        way = texts.ANYWHERE if wish.text else None
        found.append(Tier(headings.near, headings.exact, way, order_name(wish, sort, way)))
    return found


def look(wish: Wish, tier: Tier, periods: dict[dt.date, Period], place: tuple | None, limit: int) -> list[Found]:
    """The next so many of a tier behind a place, each once.

    In a circle by another order than of distance, those in it are sorted if they are few, and the order is walked if
    not. Which it is turns out on the way: few is what most ask for, and nobody is what many have.
    """
    if not tier.headings:
        return []
    columns = _columns(wish, tier)
    walked: list[int] = []
    if tier.is_sorted_in(wish) and len(tier.headings) > 1:
        walked = [heading for heading in tier.headings if _are_many(heading, wish, _few(wish))]
    rows = _rows(wish, tier, columns, periods, place, limit, walked)
    if not rows and tier.is_sorted_in(wish) and not walked and _are_many(tier.headings[0], wish, _few(wish)):
        rows = _rows(wish, tier, columns, periods, place, limit, tier.headings)
    return list(_once(rows, columns))[:limit]


def _rows(
    wish: Wish,
    tier: Tier,
    columns: dict[str, Clause],
    periods: dict[dt.date, Period],
    place: tuple | None,
    limit: int,
    walked: list[int],
) -> list[tuple]:
    parts = [
        _under(heading, wish, tier, columns, periods, place, limit, walks=heading in walked)
        for heading in tier.headings
    ]
    words, values = together(parts, " UNION ALL ")
    if len(parts) > 1:
        words = f"SELECT * FROM ({words}) AS l ORDER BY {order_by(tier.keys)}"
    if tier.way:
        matched, asked = texts.matched(tier.way, wish)
        words, values = f"WITH matched AS MATERIALIZED ({matched}) {words}", [*asked, *values]
    # In few wordings, and with the same plan whatever the values, the usual questions are planned once a connection,
    # which takes longer than to look. Without a place the plan depends on how many there are, and of professionals on
    # how many fit.
    is_alike = wish.place and not wish.is_for_professionals
    is_usual = is_alike and not (walked or tier.way or place) and len(parts) == 1 and len(periods) <= 1
    return (run if is_usual else run_once)(words, values)


def _once(rows: list[tuple], columns: dict[str, Clause]) -> Iterator[Found]:
    """Who stands under two of the headings comes twice, in the same place."""
    seen = set()
    for row in rows:
        found = Found(dict(zip(columns, row, strict=True)))
        if found.row["party_id"] not in seen:
            seen.add(found.row["party_id"])
            yield found


def _few(wish: Wish) -> int:
    """How many in a circle are sorted."""
    return FEW_OF_SOME if wish.discipline or wish.language or wish.roles or wish.is_verified else FEW


def _are_many(heading: int, wish: Wish, many: int) -> bool:
    """Whether there are so many, in the circle if there is one, that it is quicker to walk the order, or to look up
    who says a text, than to look at all of them."""
    return wish.once(("many", heading, many, wish.place, wish.radius_km), lambda: _count(heading, wish, many) >= many)


def _count(heading: int, wish: Wish, most: int) -> int:
    circle, values = in_circle(wish.place, reach(wish)) if wish.place else ("true", [])
    return run(IN_CIRCLE.format(circle=circle, limit=most), [heading, *values])[0][0]


def _under(
    heading: int,
    wish: Wish,
    tier: Tier,
    columns: dict[str, Clause],
    periods: dict[dt.date, Period],
    place: tuple | None,
    limit: int,
    *,
    walks: bool,
) -> Clause:
    """The best so many under one heading."""
    source, conditions = rows_of(heading, wish, tier, walks=walks)
    if place is not None:
        conditions = every([conditions, after(tier.keys, place, columns)])
    free = every(free_on(wish, periods, kind_of(heading)))
    named = together([(f"{words} AS {name}", values) for name, (words, values) in columns.items()], ", ")
    words = UNDER_A_HEADING.format(
        columns=named[0],
        source=source[0],
        conditions=conditions[0],
        order=order_by(tier.keys),
        free=free[0],
        limit=limit,
    )
    return words, [*named[1], *source[1], *conditions[1], *free[1]]


def rows_of(heading: int, wish: Wish, tier: Tier, *, walks: bool = False) -> tuple[Clause, Clause]:
    """Where the rows of a wish come from and what is asked of each, but for who is free."""
    asked: list[Clause] = [("l.heading = %s::int", [heading])]
    circle: list[Clause] = []
    others = [*facts(wish).values()]
    if wish.is_for_professionals:
        others.append(("l.disciplines IS NOT NULL", []))  # as the index of what they do has them
    if tier.order in OF_PROFESSIONALS:
        others.append((f"l.{tier.order} IS NOT NULL", []))
    if wish.place:
        circle.append((in_circle_by_the_way if walks else in_circle)(wish.place, reach(wish)))
        others += [travels_to(wish.place)] if wish.covers_place else []
    if tier.without:
        others.append((NOT_UNDER, [tier.without]))
    if tier.way and _are_many(heading, wish, FEW_READ):
        return (SAYING.format(best=BEST.get(tier.order, "length")), [heading]), every([*circle, *others])
    if tier.way:
        words, values = every([*asked, *circle])
        said, text = texts.said_by("few.party_id", tier.way, wish)
        return (READ.format(few=words, said=said), [*values, *text]), every(others)
    if tier.is_sorted_in(wish) and not walks:
        # The index of places finds them, whatever the order is. Where they are many, there are none of them.
        words, values = every([*asked, *circle])
        few = _few(wish)
        return (CIRCLE.format(circle=words, limit=few), values), every([(f"l.around < {few}", []), *others])
    return ("discovery_listing l", []), every([*asked, *circle, *others])


def _columns(wish: Wish, tier: Tier) -> dict[str, Clause]:
    """What is read of a listing, and how it is worked out."""
    own = sorted(OF_PROFESSIONALS) if wish.is_for_professionals else ()
    plain = {
        name: f"l.{name}" for name in ("party_id", "heading", "calendar_id", "standing", "fee_low", "created_at", *own)
    }
    axes = {name: f"cube_ll_coord(l.spot, {axis})" for axis, name in enumerate("xyz", start=1)}
    likeness = {name: f"l.{name}" if tier.way else "0" for name in ("length", "likeness")}
    columns: dict[str, Clause] = {name: (words, []) for name, words in (plain | axes | likeness).items()}
    here, values = spot(wish.place) if wish.place else ("NULL::cube", [])
    return columns | {"chord": (f"l.spot <-> {here}", values)}
