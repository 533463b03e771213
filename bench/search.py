"""Searching acts by genre, place, night and fee, with words and facets, and beside earthdistance.

--acts says among how many acts (1000 and 10000 unless told; 100000, with 10 million blocks, take a quarter of an hour
to write).
"""

import datetime as dt
import gc
import itertools
import os
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from unittest.mock import patch

from django.db import connection, transaction
from django.test import Client
from django.utils.timezone import now

import stageslot.wsgi  # noqa: F401 as pages are served: what stays is not looked through for garbage
from accounts.models import Party
from accounts.states import Approval, PartyKind
from availability.queries.probing import can_be_known, no_mask_hit
from bench.timing import percentile, say
from bench.worlds import empty
from catalogue.models import City
from demo import load
from discovery.models import Listing
from discovery.queries.search import HitPage, Wish, search_parties
from discovery.queries.search.parties import looking
from discovery.queries.search.parties.facets import facets
from discovery.queries.search.parties.headings import headings_of
from discovery.queries.search.parties.looking import tiers
from discovery.queries.search.parties.wishes import evenings
from web.prepared import run as run_prepared

USUAL = "1000 10000"
QUESTIONS = 200
PAGES = 120
ROUNDS = 3
WIDE_KM = 250
TEXTS = ("velvet", "tide", "northern static", "doom", "berlin", "garden of london", "harbor", "ghosts", "Velvt Tied")

# What one would write without rows of its own for searching: the towns of acts in an index of earthdistance, then the
# tables as they are. The same masks answer for the night, so that what differs is how acts are found.
#
# Only a superuser may install that extension: these are its functions, which are words of SQL over `cube` there too
# (https://www.postgresql.org/docs/current/earthdistance.html).
EARTHDISTANCE = """
CREATE OR REPLACE FUNCTION ll_to_earth(float8, float8) RETURNS cube LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN cube(cube(cube(6378168 * cos(radians($1)) * cos(radians($2))), 6378168 * cos(radians($1)) * sin(radians($2))),
            6378168 * sin(radians($1)));
CREATE OR REPLACE FUNCTION earth_distance(cube, cube) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN 2 * 6378168 * asin(least(1, cube_distance($1, $2) / (2 * 6378168)));
CREATE OR REPLACE FUNCTION earth_box(cube, float8) RETURNS cube LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN cube_enlarge($1, 2 * 6378168 * sin($2 / (2 * 6378168)), 3);
"""
EARTH_PLACES = """
CREATE TABLE bench_place AS
SELECT p.id AS party_id, c.latitude, c.longitude
  FROM accounts_party p JOIN catalogue_city c ON c.id = p.city_id WHERE p.kind = 'band' AND p.approval = 'approved';
CREATE INDEX ON bench_place USING gist (ll_to_earth(latitude, longitude));
CREATE UNIQUE INDEX ON bench_place (party_id);
ANALYZE bench_place;
"""
BY_EARTHDISTANCE = """
SELECT l.id, earth_distance(ll_to_earth(place.latitude, place.longitude), ll_to_earth(%s::float8, %s::float8)) AS far
  FROM bench_place place JOIN accounts_party l ON l.id = place.party_id
 WHERE earth_box(ll_to_earth(%s::float8, %s::float8), %s::float8) @> ll_to_earth(place.latitude, place.longitude)
   AND earth_distance(ll_to_earth(place.latitude, place.longitude), ll_to_earth(%s::float8, %s::float8)) <= %s::float8
   AND l.is_listed AND l.fee_currency_id = 'EUR' AND l.fee_min_minor <= %s::bigint
   AND EXISTS (SELECT FROM accounts_party_genres pg JOIN catalogue_genre g ON g.slug = pg.genre_id
                WHERE pg.party_id = l.id AND g.path LIKE %s::text)
   AND {free}
 ORDER BY {order} LIMIT 33
"""
MOST_PLAYED = """
SELECT slug FROM catalogue_genre JOIN discovery_listing ON heading = 100000 + number
 GROUP BY slug ORDER BY count(*) DESC, slug LIMIT 40
"""
NEAREST, BEST = "far, l.id", "l.rating_average DESC NULLS LAST, l.id"


def run() -> None:
    sizes = sorted(int(size) for size in os.environ.get("BENCH_ACTS", USUAL).replace(",", " ").split())
    medians = {}
    for acts in sizes:
        empty()
        load.write(acts=acts, say=lambda step: print(f"   {step}", flush=True))
        try:
            medians[acts] = measure(acts, is_told=acts == max(sizes) and acts >= 100_000)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE IF EXISTS bench_place")
            empty()
    for fewer, more in itertools.pairwise(sizes):
        for what in medians[more]:
            say(f"{more:,} acts / {fewer:,} acts, {what}", f"{medians[more][what] / medians[fewer][what]:.1f}")


def measure(acts: int, *, is_told: bool) -> dict[str, float]:
    """Says what is measured among so many acts; returns median seconds, for how they grow."""
    with connection.cursor() as cursor:
        cursor.execute(EARTHDISTANCE)
        cursor.execute(EARTH_PLACES)
    chance = random.Random(7)
    wishes = [a_wish(chance, radius_km=chance.choice([50, 100, WIDE_KM])) for _ in range(QUESTIONS)]
    for sort in ("distance", "rating"):
        taken = each([question(wish, sort) for wish in wishes])
        tell(f"{acts:,} acts: genre, radius, night, fee by {sort}", taken, "< 3 ms" if is_told else "")
    beside_earthdistance(acts, chance, is_told)
    page = pages_of(acts, chance, is_told)
    say(f"{acts:,} acts: upkeep of the rows, one act approved", f"{statistics.median(upkeep()) * 1000:.2f} ms")
    return {"by distance": statistics.median(each([question(wish, "distance") for wish in wishes])), "the page": page}


def beside_earthdistance(acts: int, chance: random.Random, is_told: bool) -> None:
    wide = [a_wish(chance, radius_km=WIDE_KM) for _ in range(QUESTIONS // 2)]
    for sort, order in (("distance", NEAREST), ("rating", BEST)):
        ours = each([question(wish, sort) for wish in wide])
        theirs = each([earthdistance(wish, order) for wish in wide])
        tell(f"{acts:,} acts: within {WIDE_KM} km by {sort}", ours)
        tell(f"{acts:,} acts: the same by earthdistance", theirs)
        ratio = statistics.median(theirs) / statistics.median(ours)
        say(f"{acts:,} acts: earthdistance / ours, by {sort}", f"{ratio:.1f}", ">= 15" if is_told else "")


def pages_of(acts: int, chance: random.Random, is_told: bool) -> float:
    """The whole builder: words, hits with their reasons, rechecked, and all facets; then the pages. Returns the median
    seconds of a whole page."""
    some = [a_page(chance) for _ in range(PAGES)]
    tell(f"{acts:,} acts: a page of 24", each([partial(search, None, wish) for wish in some]))
    tell(f"{acts:,} acts: its facets", each([partial(count_facets, None, wish) for wish in some]))
    both = each([partial(with_facets, wish) for wish in some])
    tell(f"{acts:,} acts: a page with words and facets", both, "p50 < 30, p95 < 100 ms" if is_told else "")
    return whole_pages(acts, chance, is_told)


def whole_pages(acts: int, chance: random.Random, is_told: bool) -> float:
    """The page itself by its address, as the browser asks for it first, and as htmx does when a filter changes."""
    client = Client(headers={"host": "localhost"})
    queries = [_query(a_page(chance)) for _ in range(PAGES)]
    medians = []
    for name, headers in (
        ("the whole page", {}),
        ("its results alone", {"HX-Request": "true", "HX-Target": "results"}),
    ):
        taken = each([partial(client.get, "/acts/", query, headers=headers) for query in queries])
        tell(f"{acts:,} acts: {name} by HTTP", taken, "p50 < 30, p95 < 100 ms" if is_told else "")
        medians.append(statistics.median(taken))
    return medians[0]


def _query(wish: Wish) -> dict[str, object]:
    """A wish as it stands in the address of the page."""
    asked = {
        "q": wish.q,
        "genre": list(wish.genres),
        "night": [night.isoformat() for night in wish.nights],
        "city": str(wish.city.pk) if wish.city else "",
        "radius_km": "" if wish.radius_km is None else str(wish.radius_km),
        "fee_max": "" if wish.fee_max is None else str(wish.fee_max // 100),
    }
    return {name: value for name, value in asked.items() if value}


def with_facets(wish: Wish) -> None:
    asked = _anew(wish)
    search_parties(None, asked, limit=24)
    facets(None, asked)


def search(viewer, wish: Wish) -> HitPage:
    return search_parties(viewer, _anew(wish), limit=24)


def count_facets(viewer, wish: Wish) -> dict:
    return facets(viewer, _anew(wish))


def _anew(wish: Wish) -> Wish:
    """The same of somebody else, for whom nothing has been found out yet."""
    return replace(wish, found_out={})


def a_wish(chance: random.Random, *, radius_km: float) -> Wish:
    """Some genre, in some town, on some Saturday, for some fee."""
    return Wish(
        kind=PartyKind.BAND,
        genres=(chance.choice(genres()),),
        city=a_town(chance),
        radius_km=radius_km,
        nights=(a_saturday(chance),),
        fee_max=chance.choice([30_000, 60_000, 120_000]),
        currency="EUR",
    )


def a_page(chance: random.Random) -> Wish:
    """What people ask: half of them in words, most of them near some place, half of them on a night."""
    text = chance.choice(TEXTS) if chance.random() < 0.5 else ""
    place, fee_max = chance.random() < 0.6, chance.choice([None, 60_000])
    return Wish(
        kind=PartyKind.BAND,
        q=text,
        genres=(chance.choice(genres()),) if chance.random() < 0.4 else (),
        city=a_town(chance) if place else None,
        radius_km=chance.choice([25, 50, 100, 200, 400]) if place else None,
        nights=(a_saturday(chance),) if chance.random() < 0.5 else (),
        fee_max=fee_max,
        currency="EUR" if fee_max else "",
    )


def genres() -> list[str]:
    """The forty that most acts play, with what stands below them: what most people ask for."""
    return _once("genres", lambda: [slug for (slug,) in run_prepared(MOST_PLAYED)])


def a_town(chance: random.Random) -> City:
    towns = _once(
        "towns", lambda: list(City.objects.filter(timezone__startswith="Europe/").order_by("-population")[:60])
    )
    return chance.choice(towns)


def a_saturday(chance: random.Random) -> dt.date:
    today = now().date()
    return today + dt.timedelta(days=(5 - today.weekday()) % 7 + 7 * chance.randrange(1, 50))


_kept: dict[str, list] = {}


def _once(name: str, make: Callable[[], list]) -> list:
    if name not in _kept:
        _kept[name] = make()
    return _kept[name]


def question(wish: Wish, sort: str) -> Callable[[], object]:
    """The statements of a search's first tier, as they were sent, without what is shown of whom they find."""
    periods = evenings(wish, None)
    tier = tiers(wish, headings_of(wish), sort)[0]
    sent: list[Callable[[], object]] = []
    with (
        patch.object(looking, "run", _noting(looking.run, sent)),
        patch.object(looking, "run_once", _noting(looking.run_once, sent)),
    ):
        looking.look(wish, tier, periods, None, 33)
    return lambda: [send() for send in sent]


def _noting(send: Callable, sent: list[Callable[[], object]]) -> Callable:
    def noted(words: str, values: list) -> object:
        sent.append(partial(send, words, values))
        return send(words, values)

    return noted


def earthdistance(wish: Wish, order: str) -> Callable[[], object]:
    here, metres = list(wish.place or ()), (wish.radius_km or 0) * 1000
    (period,) = evenings(wish, None).values()
    clauses = [no_mask_hit(period, "l.calendar_id"), can_be_known(period, "l.calendar_id")]
    words = BY_EARTHDISTANCE.format(free=" AND ".join(words for words, _values in clauses), order=order)
    values = [*here, *here, metres, *here, metres, wish.fee_max, f"%/{wish.genres[0]}/%"]
    values += [value for _words, given in clauses for value in given]

    return lambda: run_prepared(words, values)


def upkeep(rounds: int = 50) -> list[float]:
    """Seconds that it takes to approve an act, with its rows and words; without any, the update takes a tenth."""
    taken = []
    acts = list(Party.objects.filter(kind=PartyKind.BAND).order_by("pk").values_list("pk", flat=True)[:rounds])
    with transaction.atomic():
        for act in acts:
            Party.objects.filter(pk=act).update(approval=Approval.SUSPENDED)
            started = time.perf_counter()
            Party.objects.filter(pk=act).update(approval=Approval.APPROVED)
            taken.append(time.perf_counter() - started)
        assert Listing.objects.filter(party__in=acts).exists()
        transaction.set_rollback(True)
    return taken


def each(questions: list[Callable[[], object]]) -> list[float]:
    """Seconds of every question, the middle of three, after a round to warm up: what a server that runs has in
    memory. What was measured before leaves the processor's caches full of something else."""
    for warm_up in questions:
        warm_up()
    gc.collect()
    rounds = [[_seconds(timed) for timed in questions] for _ in range(ROUNDS)]
    return [statistics.median(taken) for taken in zip(*rounds, strict=True)]


def _seconds(timed: Callable[[], object]) -> float:
    started = time.perf_counter()
    timed()
    return time.perf_counter() - started


def tell(what: str, taken: list[float], target: str = "") -> None:
    middle, worst = statistics.median(taken) * 1000, percentile(taken, 0.95) * 1000
    say(what, f"{middle:.2f} / {worst:.2f} ms", target)
