"""Forgets what a process remembers of the pages that it has drawn."""

import sys
from collections.abc import Iterator
from functools import _lru_cache_wrapper, cache

from web.fragments import drawn

APPS = {"bands", "bookings", "discovery", "media"}


def forget() -> None:
    """Words, strips, days, lines, drawings, kits: all that our apps keep by what it is made of."""
    for remembered in _all_remembered():
        remembered.cache_clear()
    drawn.clear()


@cache
def _all_remembered() -> list[_lru_cache_wrapper]:
    return list(_found())


def _found() -> Iterator[_lru_cache_wrapper]:
    for name, module in sys.modules.copy().items():
        for each in vars(module).values() if name.partition(".")[0] in APPS else ():
            if isinstance(each, _lru_cache_wrapper) and each.__module__ == name:
                yield each
