"""Whose file may be read now, and whose server asked: two of each at a time over the whole site, and one of each person
or party.

A child process takes a processor for seconds where somebody means harm, and a server may hold its answer back. Turns
are leases in the cache, so that one that was lost with its process ends by itself.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.core.cache import cache

AT_ONCE = 2
READING, FETCHING = "reading", "fetching"
LEASE_SECONDS = {READING: 30, FETCHING: 90}
"""Longer than any child process that asks for a turn may take, or any calendar that is fetched."""
PAUSE_SECONDS = 0.2


class NoTurn(Exception):
    """Others are being read, or another one of the same person: come back in a few seconds."""


@contextmanager
def turn(whose: object, *, kind: str = READING, patience_seconds: float = 0) -> Iterator[None]:
    """Hold a turn of one kind for this person or party while the block runs. Raises `NoTurn` if none comes in time."""
    until = time.monotonic() + patience_seconds
    mark = uuid4().hex
    while not (taken := _take(kind, whose, mark)):
        if time.monotonic() >= until:
            raise NoTurn
        time.sleep(PAUSE_SECONDS)
    try:
        yield
    finally:
        for name in taken:
            _end(name, mark)


def _take(kind: str, whose: object, mark: str) -> list[str]:
    """The leases of a turn; none where one of them is taken."""
    own, lease = f"{kind}-turn-of:{whose}", LEASE_SECONDS[kind]
    if not cache.add(own, mark, lease):
        return []
    for number in range(AT_ONCE):
        if cache.add(f"{kind}-turn:{number}", mark, lease):
            return [own, f"{kind}-turn:{number}"]
    _end(own, mark)
    return []


def _end(name: str, mark: str) -> None:
    """One that has run out may be somebody else's by now."""
    if cache.get(name) == mark:
        cache.delete(name)
