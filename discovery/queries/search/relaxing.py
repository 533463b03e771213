"""Where nothing fits: how many there would be with one wish less."""

from collections.abc import Iterable
from dataclasses import dataclass

from discovery.queries.search import Wish, count_parties

FEW = 20
"""So many are looked for with each wish left out."""
MOST_TRIED = 6


@dataclass(frozen=True)
class WithoutOne:
    """A wish left out, by the key it was asked with, and how many there are then."""

    key: str
    count: int
    is_least: bool


def without_one(viewer, wish: Wish, parts: Iterable[tuple[str, tuple[str, ...]]]) -> list[WithoutOne]:
    """For each part of a wish, a key and the fields of `Wish` it stands in, how many there would be without it; the
    most first, nothing for who would still find nobody. One search for each of at most MOST_TRIED parts."""
    found = []
    for key, fields in list(parts)[:MOST_TRIED]:
        count, is_least = count_parties(viewer, wish.without(*fields), most=FEW)
        if count:
            found.append(WithoutOne(key, count, is_least))
    return sorted(found, key=lambda each: (-each.count, not each.is_least))
