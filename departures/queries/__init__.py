"""Reads about what a leaving person or a closing party still has open with others."""

from departures.queries.affairs import Affairs, affairs_of, affairs_of_each, open_holds
from departures.queries.gigs import gigs_lost_by, gigs_of
from departures.queries.heirs import heirs_of, heirs_of_each, led_alone
from departures.queries.items import awaiting_items, awaits_whom, with_items
from departures.queries.links import live_links_of_each

__all__ = [
    "Affairs",
    "affairs_of",
    "affairs_of_each",
    "awaiting_items",
    "awaits_whom",
    "gigs_lost_by",
    "gigs_of",
    "heirs_of",
    "heirs_of_each",
    "led_alone",
    "live_links_of_each",
    "open_holds",
    "with_items",
]
