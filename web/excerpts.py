"""The beginning of a list with the number of all: what is not shown is counted all the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

T = TypeVar("T")


@dataclass(frozen=True)
class Excerpt(Generic[T]):
    """The first of some items; `count` is the number of all."""

    items: Sequence[T]
    count: int

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def left_out(self) -> int:
        return self.count - len(self.items)


def excerpt(found: "QuerySet[Any] | Sequence[Any]", most: int | None) -> Excerpt:
    """The first `most` of these, or all (None). One query for a queryset, a second where it holds more."""
    items = list(found if most is None else found[: most + 1])
    if most is None or len(items) <= most:
        return Excerpt(items, len(items))
    return Excerpt(items[:most], found.count() if isinstance(found, QuerySet) else len(found))
