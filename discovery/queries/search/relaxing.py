"""Where nothing fits: how many there would be with one wish less."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from discovery.queries.search.wishes import BaseWish

FEW = 20
"""So many are looked for with each wish left out."""
MOST_TRIED = 6

W = TypeVar("W", bound=BaseWish)


@dataclass(frozen=True)
class WithoutOne:
    """A wish left out, by the key it was asked with, and how many there are then."""

    key: str
    count: int
    is_least: bool


def without_one(
    wish: W, parts: Iterable[tuple[str, tuple[str, ...]]], count: Callable[[W, int], tuple[int, bool]]
) -> list[WithoutOne]:
    """For each part of a wish, a key and the fields it stands in, how many there would be without it; the most first,
    nothing for what would still find nothing.

    `count` says how many of at most so many a wish finds, and whether there are more: one search for each of at most
    MOST_TRIED parts.
    """
    found = []
    for key, fields in list(parts)[:MOST_TRIED]:
        number, is_least = count(wish.without(*fields), FEW)
        if number:
            found.append(WithoutOne(key, number, is_least))
    return sorted(found, key=lambda each: (-each.count, not each.is_least))
