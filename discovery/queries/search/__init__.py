"""One search over acts and venues, for pages and API: `search_parties(viewer, Wish(...))`. See docs/search.md."""

from discovery.queries.search.parties.builder import LIMIT_MAX, count_parties, search_parties
from discovery.queries.search.parties.hits import BELOW, EXACT, NEAR, Hit, HitPage
from discovery.queries.search.parties.orders import Sort
from discovery.queries.search.parties.wishes import Wish, evening
from discovery.queries.search.wishes import RADIUS_KM

__all__ = [
    "BELOW",
    "EXACT",
    "LIMIT_MAX",
    "NEAR",
    "RADIUS_KM",
    "Hit",
    "HitPage",
    "Sort",
    "Wish",
    "count_parties",
    "evening",
    "search_parties",
]
