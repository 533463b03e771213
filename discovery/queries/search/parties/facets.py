"""How many there would be for one more filter, or another one instead: each facet is counted without its own filter.

A count walks through FEW_LOOKED rows at most, however many there are: where the walk ends before the rows do, counts
are what there is at least. Nights are counted by the masks, without the recheck by blocks that shown hits get.
"""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Viewer
from accounts.states import PartyKind
from availability.queries.probing import Clause
from catalogue.models import Genre
from discovery.queries.search.facets import CAPACITIES, MOST_GENRES, Facet, say_capacity
from discovery.queries.search.parties import texts
from discovery.queries.search.parties.conditions import every, facts, free_on, together
from discovery.queries.search.parties.headings import A_KIND, headings_of, kind_of
from discovery.queries.search.parties.looking import Tier, rows_of
from discovery.queries.search.parties.wishes import Wish, check, evenings
from discovery.queries.search.wishes import USUAL_CURRENCY, worth
from studio.queries import language_names
from studio.states import Discipline, RateKind
from web.money import currency_digits, format_amount, format_range
from web.prepared import ParameterList, PreparedQuery, run_once

FEW_LOOKED = 1000
FEW_LOOKED_BY_NIGHT = 250
OWN_FILTERS = {
    "fee": ("fee_min", "fee_max", "currency"),
    "rating": ("rating_min",),
    "size": ("size_min", "size_max"),
    "has_pa": ("has_pa",),
    "capacity": ("capacity_min",),
    "discipline": ("discipline",),
    "language": ("language",),
    "remote": ("is_remote",),
    "verified": ("is_verified",),
    "rate": ("rate_max", "rate_kind", "currency"),
}
FACETS_OF = {
    PartyKind.BAND: ("fee", "rating", "size", "has_pa"),
    PartyKind.VENUE: ("capacity", "rating"),
    PartyKind.PROFESSIONAL: ("discipline", "rate", "rating", "verified", "remote", "language"),
}
RATINGS = (3.0, 4.0, 4.5)
SIZES = (1, 2, 3, 4, 5)
FEE_STEPS = (250, 500, 1000, 2500)
RATE_STEPS = (30, 60, 120)
USUAL_LANGUAGES = ("de", "en", "es", "fr", "it", "pl", "tr")
"""Those that are counted; others can be asked for."""

TOLD = ("number", "slug", "name")
TOP = PreparedQuery(lambda: Genre.objects.filter(parent=None).values_list(*TOLD))
BELOW = PreparedQuery(lambda: Genre.objects.filter(parent__in=ParameterList("genres", "text")).values_list(*TOLD))
BESIDE = PreparedQuery(
    lambda: Genre.objects.filter(parent__children__in=ParameterList("genres", "text")).values_list(*TOLD)
)

WALK = """(SELECT l.party_id, l.calendar_id, l.rating, l.fee_low, l.fee_high, l.size, l.has_pa, l.capacity, l.draw,
           l.disciplines, l.languages, l.is_remote, l.hour_rate, l.day_rate, l.is_verified, l.roles
           FROM {source} WHERE {conditions} LIMIT {limit})"""
COUNTS = """
WITH {matched} walked AS MATERIALIZED (SELECT {distinct} * FROM ({walks}) AS walk LIMIT {limit}),
looked AS MATERIALIZED (SELECT l.*, {fitting} FROM walked AS l WHERE {free})
SELECT 0 AS number, ARRAY[(SELECT count(*) FROM walked), {counts}], {besides} FROM looked AS l
UNION ALL
SELECT under.heading %% {a_kind} AS number, ARRAY[count(*)], NULL
  FROM looked AS l JOIN discovery_listing AS under USING (party_id)
 WHERE {fitting_all} AND under.heading %% {a_kind} = ANY(%s::int[]) GROUP BY number
"""


@dataclass(frozen=True)
class Option:
    """A value of a facet, and what of a wish it stands for."""

    facet: str
    value: str
    label: str
    asked: dict[str, Any]


def facets(viewer: Viewer, wish: Wish) -> dict[str, list[Facet]]:
    """The facets of a search by name: `genre`, `fee`, `rating`, `size`, `has_pa`; of venues `capacity`; of
    professionals `discipline`, `rate`, `rating`, `verified`, `remote`, `language`.

    `value` is a genre's slug; a fee as "25000-50000" in minor units of the wish's currency (euros unless it has one,
    either end may be open); a rating or capacity at least; a size as "4" or "6-"; "1" for a PA. Genres are those below
    the ones chosen, beside them where nothing is below, and else those at the top of the tree. A wish without a kind is
    for acts. A handful of queries, however many there are; raises ValidationError as the search does.
    """
    check(wish)
    kind = PartyKind(wish.kind or PartyKind.BAND)
    wish = replace(wish, kind=kind)
    names = FACETS_OF.get(kind, ("rating",))
    options = [each for name in names for each in _options(name, wish)]
    return Counting(wish, evenings(wish, viewer)).count(options)


class Counting:
    """Counts facets of one wish."""

    def __init__(self, wish: Wish, periods: dict):
        self.periods = periods
        self.wish = wish
        self.base = wish.without(*(name for names in OWN_FILTERS.values() for name in names))
        self.filters = Wish(**{name: getattr(wish, name) for names in OWN_FILTERS.values() for name in names})
        self.limit = FEW_LOOKED_BY_NIGHT if periods else FEW_LOOKED

    def count(self, options: list[Option]) -> dict[str, list[Facet]]:
        """By one walk, or by two where the genres that are counted stand beside the one that is chosen."""
        genres, beside = self._genres()
        headings = headings_of(self.wish).exact
        walked, counts, by_genre = self._ask(headings, options, list(genres))
        if beside:
            least_genres, _counts, by_genre = self._ask(beside, [], list(genres))
        else:
            least_genres = walked
        best = sorted(by_genre, key=lambda number: (-by_genre[number], genres[number]))[:MOST_GENRES]
        told = {"genre": [Facet(*genres[number], by_genre[number], least_genres >= self.limit) for number in best]}
        for option, count in zip(options, counts, strict=True):
            told.setdefault(option.facet, []).append(
                Facet(option.value, option.label, count, is_least=walked >= self.limit)
            )
        return told

    def _genres(self) -> tuple[dict[int, tuple[str, str]], list[int]]:
        """The genres to count, slug and name by number, and under which headings if not those that are searched."""
        asked, beside = self.wish.genres, []
        found = BELOW.rows(genres=list(asked)) if asked else TOP.rows()
        if asked and not found:
            beside = headings_of(self.wish).near or headings_of(self.wish.without("genres")).exact
            found = BESIDE.rows(genres=list(asked))
        return {number: (slug, name) for number, slug, name in found}, beside

    def _ask(self, headings: list[int], options: list[Option], genres: list[int]) -> tuple[int, list[int], dict]:
        """How many were walked through, how many each option has, and each genre by its number."""
        clauses = [self._counted(option) for option in options]
        for way in texts.ways_to_say(self.wish.text, by_fit=False):
            (_none, (walked, *counts), _besides), *by_genre = self._walk(headings, clauses, genres, way)
            if walked or (way and texts.anybody_says(self.wish)):
                break
        return walked, counts, {number: count for number, (count,), _besides in by_genre}

    def total(
        self, clauses: list[Clause], besides: str = "NULL::text"
    ) -> tuple[int, bool, list[int | None], str | None]:
        """How many fit everything, whether there are more, and what these clauses say of them; each is a count, or a
        number of another kind over `l`. `besides` is a text about all of them, who stand in `looked`."""
        self.base, self.filters = self.wish, Wish()
        headings = headings_of(self.wish).exact
        for way in texts.ways_to_say(self.wish.text, by_fit=False):
            [(_none, (walked, count, *told), said)] = self._walk(
                headings, [("count(*)", []), *clauses], [], way, besides
            )
            if walked or (way and texts.anybody_says(self.wish)):
                break
        return count, walked >= self.limit, told, said

    def _walk(
        self,
        headings: list[int],
        clauses: list[Clause],
        genres: list[int],
        way: str | None,
        besides: str = "NULL::text",
    ) -> list[tuple]:
        if not headings:
            return [(0, [0] * (1 + len(clauses)), None)]
        tier = Tier(headings, [], way, "distance")
        rows = [rows_of(each, self.base, tier) for each in headings]
        walks = [WALK.format(source=source[0], conditions=asked[0], limit=self.limit) for source, asked in rows]
        matched, text = texts.matched(way, self.wish) if way else ("", [])
        free = every(free_on(self.base, self.periods, kind_of(headings[0])))
        counted = together(clauses, ", ")
        filters = facts(self.filters)
        fitting = together([(f"({filters[name][0]}) AS fits_{name}", filters[name][1]) for name in OWN_FILTERS], ", ")
        words = COUNTS.format(
            matched=f"matched AS MATERIALIZED ({matched})," if way else "",
            distinct="DISTINCT ON (party_id)" if len(headings) > 1 else "",
            walks=" UNION ALL ".join(walks),
            limit=self.limit,
            free=free[0],
            counts=counted[0] or "count(*)",
            besides=besides,
            fitting=fitting[0],
            fitting_all=" AND ".join(f"l.fits_{name}" for name in OWN_FILTERS),
            a_kind=A_KIND,
        )
        values = [*text, *(value for source, asked in rows for value in (*source[1], *asked[1]))]
        return run_once(words, [*values, *fitting[1], *free[1], *counted[1], genres])

    def _counted(self, option: Option) -> Clause:
        """Those who fit the option and all filters but its facet's own."""
        others = " AND ".join(f"l.fits_{name}" for name in OWN_FILTERS if name != option.facet)
        words, values = facts(Wish(**option.asked))[option.facet]
        return f"count(*) FILTER (WHERE {words} AND {others})", values


def _options(facet: str, wish: Wish) -> Iterator[Option]:
    """The values of a facet, in the order in which they are shown."""
    if facet == "rating":
        for rating in RATINGS:
            label = _("%(rating)s or more") % {"rating": localize(rating)}
            yield Option(facet, f"{rating:g}", label, {"rating_min": rating})
    elif facet == "capacity":
        for people in CAPACITIES:
            yield Option(facet, str(people), say_capacity(people), {"capacity_min": people})
    elif facet == "size":
        for size in SIZES:
            label = say_players(size)
            yield Option(facet, str(size), label, {"size_min": size, "size_max": size})
        more = SIZES[-1] + 1
        yield Option(facet, f"{more}-", _("%(count)d players or more") % {"count": more}, {"size_min": more})
    elif facet == "has_pa":
        yield Option(facet, "1", _("brings own PA"), {"has_pa": True})
    elif facet == "discipline":
        for discipline in Discipline:
            yield Option(facet, discipline.value, str(discipline.label), {"discipline": discipline.value})
    elif facet == "language":
        for code, name in language_names(USUAL_LANGUAGES):
            yield Option(facet, code, name, {"language": code})
    elif facet == "verified":
        yield Option(facet, "1", _("verified"), {"is_verified": True})
    elif facet == "remote":
        yield Option(facet, "1", _("works remotely"), {"is_remote": True})
    elif facet == "rate":
        yield from _rates(wish.currency or USUAL_CURRENCY, wish)
    else:
        yield from _fees(wish.currency or USUAL_CURRENCY, wish)


def say_players(count: int) -> str:
    """How many play, as a filter says it: an act of one is solo."""
    if count == 1:
        return _("Solo")
    return ngettext("%(count)d player", "%(count)d players", count) % {"count": count}


def _rates(currency: str, wish: Wish) -> Iterator[Option]:
    """Rates up to what is about 30, 60 or 120 euros an hour, or ten times that a day."""
    rate = worth(currency, wish)
    if rate is None:
        return
    unit = 10 ** (round(math.log10(rate)) + currency_digits(currency))
    is_by_day = wish.rate_kind == RateKind.DAY
    for step in RATE_STEPS:
        most = round(step * (10 if is_by_day else 1) * unit)
        words = _("up to %(price)s a day") if is_by_day else _("up to %(price)s an hour")
        asked = {"rate_max": most, "rate_kind": wish.rate_kind, "currency": currency}
        yield Option("rate", str(most), words % {"price": format_amount(most, currency)}, asked)


def _fees(currency: str, wish: Wish) -> Iterator[Option]:
    """Bands of fees that are round in a currency: of 250, 500, 1,000 and 2,500 euros, or what is about that."""
    rate = worth(currency, wish)
    if rate is None:
        return
    unit = 10 ** (round(math.log10(rate)) + currency_digits(currency))
    ends = [None, *(round(step * unit) for step in FEE_STEPS), None]
    for low, high in itertools.pairwise(ends):
        value = f"{'' if low is None else low}-{'' if high is None else high}"
        band = {"fee_min": low, "fee_max": high, "currency": currency}
        yield Option("fee", value, format_range(low, high, currency), band)
