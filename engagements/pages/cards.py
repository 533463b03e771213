"""What waits for an answer, as cards of several kinds in one order."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

LAST = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Card:
    """Something that waits: its template, what that calls it, and by when it wants an answer, where it says so."""

    template: str
    names: Mapping[str, Any]
    until: dt.datetime | None = None


def by_deadline(cards: Iterable[Card]) -> list[Card]:
    """The nearest deadline first; what has none comes last, in the order given."""
    return sorted(cards, key=lambda card: card.until or LAST)
