"""Whose file may be read now: two at a time over the whole site, and one of each person or party.

A child process takes a processor for seconds where somebody means harm. Turns are leases in the cache, so that one that
was lost with its process ends by itself.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.core.cache import cache

AT_ONCE = 2
LEASE_SECONDS = 30
"""Longer than any child process that asks for a turn may take."""
PAUSE_SECONDS = 0.2


class NoTurn(Exception):
    """Others are being read, or another one of the same person: come back in a few seconds."""


@contextmanager
def turn(whose: object, *, patience_seconds: float = 0) -> Iterator[None]:
    """Hold a turn for this person or party while the block runs. Raises `NoTurn` where there is none for so long."""
    until = time.monotonic() + patience_seconds
    mark = uuid4().hex
    while not (taken := _take(whose, mark)):
        if time.monotonic() >= until:
            raise NoTurn
        time.sleep(PAUSE_SECONDS)
    try:
        yield
    finally:
        for name in taken:
            _end(name, mark)


def _take(whose: object, mark: str) -> list[str]:
    """The leases of a turn; none where one of them is taken."""
    own = f"turn-of:{whose}"
    if not cache.add(own, mark, LEASE_SECONDS):
        return []
    for number in range(AT_ONCE):
        if cache.add(f"turn:{number}", mark, LEASE_SECONDS):
            return [own, f"turn:{number}"]
    _end(own, mark)
    return []


def _end(name: str, mark: str) -> None:
    """One that has run out may be somebody else's by now."""
    if cache.get(name) == mark:
        cache.delete(name)
