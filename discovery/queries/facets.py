"""How many there would be for one more filter, or another one instead: each facet is counted without its own filter.

A count costs no more than FEW_LOOKED rows, however many there are: where the walk ends before the rows do, counts are
what there is at least.
"""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import connection
from django.db.models import QuerySet
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.states import PartyKind
from availability.queries.probing import Clause
from catalogue.models import ExchangeRate, Genre
from discovery.queries.search import texts
from discovery.queries.search.conditions import every, facts, free_on
from discovery.queries.search.headings import A_KIND, headings_of, is_of_venues
from discovery.queries.search.looking import Tier, rows_of
from discovery.queries.search.wishes import Wish, check, evenings
from stageslot.web.money import currency_digits, format_range

FEW_LOOKED = 2000
MOST_GENRES = 12
OWN_FILTERS = {
    "fee": ("fee_min", "fee_max", "currency"),
    "rating": ("rating_min",),
    "size": ("size_min", "size_max"),
    "has_pa": ("has_pa",),
    "capacity": ("capacity_min",),
}
FACETS_OF = {
    PartyKind.BAND: ("fee", "rating", "size", "has_pa"),
    PartyKind.VENUE: ("capacity", "rating"),
}
RATINGS = (3.0, 4.0, 4.5)
SIZES = (1, 2, 3, 4, 5)
CAPACITIES = (100, 250, 500, 1000)
FEE_STEPS = (250, 500, 1000, 2500)
USUAL_CURRENCY = "EUR"

WALK = """(SELECT l.party_id, l.calendar_id, l.rating, l.fee_low, l.fee_high, l.size, l.has_pa, l.capacity, l.draw,
        l.travel_km, l.spot FROM {source} WHERE {conditions} LIMIT {limit})"""
COUNTS = """
WITH {matched} walked AS MATERIALIZED (SELECT {distinct} * FROM ({walks}) AS walk LIMIT {limit}),
looked AS MATERIALIZED (SELECT * FROM walked AS l WHERE {free})
SELECT (SELECT count(*) FROM walked), {counts} FROM looked AS l
"""
GENRES = """
WITH {matched} walked AS MATERIALIZED (SELECT {distinct} * FROM ({walks}) AS walk LIMIT {limit}),
looked AS MATERIALIZED (SELECT * FROM walked AS l WHERE {free} AND {others})
SELECT (SELECT count(*) FROM walked), under.heading, count(*)
  FROM looked JOIN discovery_listing under USING (party_id)
 WHERE under.heading %% {a_kind} = ANY(%s) GROUP BY under.heading
"""


@dataclass(frozen=True)
class Facet:
    """One value that may be chosen: what goes into the address, what it is called, how many there are.

    `is_least`: there are more than could be counted in time.
    """

    value: str
    label: str
    count: int
    is_least: bool = False


@dataclass(frozen=True)
class Option:
    """A value of a facet as a wish of its own."""

    facet: str
    value: str
    label: str
    wish: Wish


def facets(viewer, wish: Wish) -> dict[str, list[Facet]]:
    """The facets of a search by name: `genre`, `fee`, `rating`, `size`, `has_pa`; of venues `capacity`.

    `value` is a genre's slug; a fee as "25000-50000" in minor units of the wish's currency (euros unless it has one,
    either end may be open); a rating or capacity at least; a size as "4" or "6-"; "1" for a PA. Genres are those below
    the ones chosen, beside them where nothing is below, and else those at the top of the tree. A wish without a kind is
    for acts. A handful of queries, however many there are; raises ValidationError as the search does.
    """
    check(wish)
    wish = replace(wish, kind=wish.kind or PartyKind.BAND)
    count = _Counting(wish, evenings(wish, viewer))
    names = FACETS_OF.get(PartyKind(wish.kind), ("rating",))
    return {"genre": count.genres()} | count.options([each for name in names for each in _options(name, wish)])


class _Counting:
    """Counts facets of one wish."""

    def __init__(self, wish: Wish, periods: dict):
        self.periods = periods
        self.wish = wish
        filters = [name for names in OWN_FILTERS.values() for name in names]
        self.base = wish.without(*filters)
        self.filters = {name: facts(Wish(**{each: getattr(wish, each) for each in own}))
                        for name, own in OWN_FILTERS.items()}  # fmt: skip

    def options(self, options: list[Option]) -> dict[str, list[Facet]]:
        """Everything that stands in the rows themselves, by one walk."""
        if not options:
            return {}
        conditions = [every([*facts(option.wish), *self._others(option.facet)]) for option in options]
        counts = ", ".join(f"count(*) FILTER (WHERE {words})" for words, _values in conditions)
        values = [value for _words, values in conditions for value in values]
        headings = headings_of(self.wish.kind, self.wish.genres).exact
        rows = self._ask(COUNTS, headings, values, counts=counts)
        walked, *found = rows[0] if rows else [0] * (1 + len(options))
        told: dict[str, list[Facet]] = {option.facet: [] for option in options}
        for option, count in zip(options, found, strict=True):
            told[option.facet].append(Facet(option.value, option.label, count, walked >= FEW_LOOKED))
        return told

    def genres(self) -> list[Facet]:
        """The genres below those that are chosen, or at the top, by how many play them."""
        wanted, under = self._genres_to_count()
        names = {number: (slug, name) for number, slug, name in wanted.values_list("number", "slug", "name")}
        others = every(self._others("genre"))
        rows = self._ask(GENRES, under, [*others[1], list(names)], others=others[0], a_kind=A_KIND)
        counts: dict[int, int] = {}
        for _walked, number, count in rows:
            counts[number % A_KIND] = counts.get(number % A_KIND, 0) + count
        best = sorted(counts, key=lambda number: (-counts[number], names[number]))[:MOST_GENRES]
        is_least = bool(rows) and rows[0][0] >= FEW_LOOKED
        return [Facet(*names[number], counts[number], is_least) for number in best]

    def _genres_to_count(self) -> tuple[QuerySet[Genre], list[int]]:
        """Which, and under which headings those who play them are found."""
        everybody = headings_of(self.wish.kind, ()).exact
        if not self.wish.genres:
            return Genre.objects.filter(parent=None), everybody
        chosen = headings_of(self.wish.kind, self.wish.genres)
        below = Genre.objects.filter(parent__in=self.wish.genres)
        if below.exists():
            return below, chosen.exact
        return Genre.objects.filter(parent__children__in=self.wish.genres).distinct(), chosen.near or everybody

    def _others(self, facet: str) -> list[Clause]:
        return [clause for name, clauses in self.filters.items() if name != facet for clause in clauses]

    def _ask(self, statement: str, headings: list[int], values: list, **parts) -> list[tuple]:
        ways = texts.ways_to_say(self.wish.text, by_fit=False)
        for way in ways:
            rows = self._ask_in_way(statement, headings, values, way, parts) if headings else []
            if rows and rows[0][0]:
                return rows
        return rows

    def _ask_in_way(self, statement: str, headings: list[int], values: list, way: str | None, parts: dict) -> list:
        tier = Tier(headings, [], way, "rating")
        walks, walk_values = [], []
        for each in headings:
            source, conditions = rows_of(each, self.base, tier)
            walks.append(WALK.format(source=source[0], conditions=conditions[0], limit=FEW_LOOKED))
            walk_values += [*source[1], *conditions[1]]
        matched, asked = texts.matched(way, self.wish.text) if way else ("", [])
        free = every(free_on(self.base, self.periods, of_venues=is_of_venues(headings[0])))
        words = statement.format(
            matched=f"matched AS MATERIALIZED ({matched})," if way else "",
            distinct="DISTINCT ON (party_id)" if len(headings) > 1 else "",
            walks=" UNION ALL ".join(walks),
            limit=FEW_LOOKED,
            free=free[0],
            **parts,
        )
        with connection.cursor() as cursor:
            cursor.execute(words, [*asked, *walk_values, *free[1], *values])
            return cursor.fetchall()


def _options(facet: str, wish: Wish) -> Iterator[Option]:
    """The values of a facet, in the order in which they are shown."""
    if facet == "rating":
        for rating in RATINGS:
            label = _("%(rating)s and more") % {"rating": localize(rating)}
            yield Option(facet, f"{rating:g}", label, Wish(rating_min=rating))
    elif facet == "capacity":
        for people in CAPACITIES:
            label = ngettext("for %(count)s person", "for %(count)s people", people) % {"count": people}
            yield Option(facet, str(people), label, Wish(capacity_min=people))
    elif facet == "size":
        for size in SIZES:
            label = ngettext("%(count)d player", "%(count)d players", size) % {"count": size}
            yield Option(facet, str(size), label, Wish(size_min=size, size_max=size))
        more = SIZES[-1] + 1
        yield Option(facet, f"{more}-", _("%(count)d players or more") % {"count": more}, Wish(size_min=more))
    elif facet == "has_pa":
        yield Option(facet, "1", _("brings its own PA"), Wish(has_pa=True))
    else:
        yield from _fees(wish.currency or USUAL_CURRENCY)


def _fees(currency: str) -> Iterator[Option]:
    """Bands of fees that are round in a currency: of 250, 500, 1,000 and 2,500 euros, or what is about that."""
    rate = ExchangeRate.objects.filter(pk=currency).values_list("per_euro", flat=True).first()
    if rate is None:
        return
    unit = 10 ** (round(math.log10(rate)) + currency_digits(currency))
    ends = [None, *(round(step * unit) for step in FEE_STEPS), None]
    for low, high in itertools.pairwise(ends):
        value = f"{'' if low is None else low}-{'' if high is None else high}"
        band = Wish(fee_min=low, fee_max=high, currency=currency)
        yield Option("fee", value, format_range(low, high, currency), band)
