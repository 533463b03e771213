"""Every write of discovery: searches that people keep, and search rows made anew."""

from discovery.actions.listings import rebuild_listings
from discovery.actions.refreshes import refresh_listings
from discovery.actions.saved import change_search, drop_search, look_again, save_search
from discovery.actions.words import learn_words

__all__ = [
    "change_search",
    "drop_search",
    "learn_words",
    "look_again",
    "rebuild_listings",
    "refresh_listings",
    "save_search",
]
