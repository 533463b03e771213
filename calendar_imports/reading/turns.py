"""Whose calendar may be read now: two at a time over the whole site, and one of each person.

A reading takes a processor for seconds where somebody means harm. Turns are leases in the cache, so that one that was
lost with its worker ends by itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.core.cache import cache

from calendar_imports.reading.child import LIMITS

AT_ONCE = 2
LEASE_SECONDS = round(LIMITS.wall_seconds) + 5


class NoTurn(Exception):
    """Others are being read, or another one of the same person: come back in a few seconds."""


@contextmanager
def turn(calendar_id: int) -> Iterator[None]:
    """Hold a turn for the person with this calendar while the block runs. Raises `NoTurn` where there is none."""
    with _lease(f"import-turn-of:{calendar_id}"), _any_lease():
        yield


@contextmanager
def _any_lease() -> Iterator[None]:
    mark = uuid4().hex
    names = (f"import-turn:{number}" for number in range(AT_ONCE))
    taken = next((name for name in names if cache.add(name, mark, LEASE_SECONDS)), None)
    if taken is None:
        raise NoTurn
    try:
        yield
    finally:
        _end(taken, mark)


@contextmanager
def _lease(name: str) -> Iterator[None]:
    mark = uuid4().hex
    if not cache.add(name, mark, LEASE_SECONDS):
        raise NoTurn
    try:
        yield
    finally:
        _end(name, mark)


def _end(name: str, mark: str) -> None:
    """One that has run out may be somebody else's by now."""
    if cache.get(name) == mark:
        cache.delete(name)
