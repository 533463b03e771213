"""Searching professionals by discipline, place, rate, language and day, with their rates and next slots.

BENCH_PROFESSIONALS says among how many: 10000 unless told; 100000 take two minutes to write.
"""

import datetime as dt
import os
import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from django.test import Client
from django.utils.timezone import now

import stageslot.wsgi  # noqa: F401 as pages are served: what stays is not looked through for garbage
from accounts.states import PartyKind
from bench.search import a_town, each, tell
from bench.worlds import empty
from demo import load
from discovery.queries.search import Wish
from discovery.queries.search.parties.facets import facets
from discovery.queries.search.parties.statistics import professional_statistics
from discovery.queries.search.professionals import search_professionals
from studio.states import Discipline

PAGES = 120
BOUND = "p50 < 30, p95 < 100 ms"
SORTS = ("fit", "rating", "rate", "newest")


def run() -> None:
    count = int(os.environ.get("BENCH_PROFESSIONALS", "10000"))
    empty()
    load.write_professionals(count=count, say=lambda step: print(f"   {step}", flush=True))
    try:
        measure(count)
    finally:
        empty()


def measure(count: int) -> None:
    """Says what is measured among so many professionals."""
    chance = random.Random(7)
    some = [(a_wish(chance), chance.choice(SORTS)) for _ in range(PAGES)]
    hits = [partial(_anew, search, wish, sort) for wish, sort in some]
    tell(f"{count:,} professionals: a page of 24 with rates and slots", each(hits))
    tell(f"{count:,} professionals: its facets", each([partial(_anew, count_facets, wish, "") for wish, _sort in some]))
    tell(f"{count:,} professionals: statistics", each([partial(_anew, tell_all, wish, "") for wish, _sort in some]))
    client = Client(headers={"host": "localhost"})
    pages = [partial(client.get, "/professionals/", _query(wish, sort)) for wish, sort in some]
    tell(f"{count:,} professionals: the whole page by HTTP", each(pages), BOUND)


def search(wish: Wish, sort: str) -> None:
    search_professionals(None, wish, sort=sort)


def count_facets(wish: Wish, sort: str) -> None:
    facets(None, wish)


def tell_all(wish: Wish, sort: str) -> None:
    professional_statistics(None, wish)


def _anew(ask: Callable[[Wish, str], None], wish: Wish, sort: str) -> None:
    """The same of somebody else, for whom nothing has been found out yet."""
    ask(replace(wish, found_out={}), sort)


def a_wish(chance: random.Random) -> Wish:
    """What people ask: most for a discipline, half of them near some place, a third on a day."""
    place, rate_max = chance.random() < 0.5, chance.choice([None, 5_000])
    return Wish(
        kind=PartyKind.PROFESSIONAL,
        discipline=chance.choice(Discipline.values) if chance.random() < 0.7 else "",
        language=chance.choice(["", "", "de", "ja"]),
        is_remote=chance.random() < 0.3,
        city=a_town(chance) if place else None,
        radius_km=chance.choice([25, 50, 100, 200, 400]) if place else None,
        nights=(now().date() + dt.timedelta(days=chance.randrange(2, 40)),) if chance.random() < 0.3 else (),
        rating_min=chance.choice([None, None, 3, 4.5]),
        is_verified=chance.random() < 0.2,
        roles=("drums",) if chance.random() < 0.1 else (),
        rate_max=rate_max,
        currency="EUR" if rate_max else "",
    )


def _query(wish: Wish, sort: str) -> dict[str, str]:
    """A wish as it stands in the address of the page."""
    asked = {
        "sort": sort,
        "discipline": wish.discipline,
        "language": wish.language,
        "is_remote": "on" if wish.is_remote else "",
        "rating_min": "" if wish.rating_min is None else f"{wish.rating_min:g}",
        "role": "".join(wish.roles),
        "is_verified": "on" if wish.is_verified else "",
        "night": ",".join(night.isoformat() for night in wish.nights),
        "city": str(wish.city.pk) if wish.city else "",
        "radius_km": "" if wish.radius_km is None else str(wish.radius_km),
        "rate_max": "" if wish.rate_max is None else str(wish.rate_max // 100),
    }
    return {name: value for name, value in asked.items() if value}
