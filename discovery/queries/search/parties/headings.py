"""Under which headings a wish is looked up: numbers of a kind together with a genre (see `discovery.models`)."""

from dataclasses import dataclass
from typing import Any

from accounts.states import LISTED_KINDS, PartyKind
from catalogue.models import Genre
from discovery.queries.search.parties.wishes import Wish
from web.prepared import ParameterList, PreparedQuery

KIND_NUMBERS = {
    PartyKind.BAND: 1, PartyKind.VENUE: 2, PartyKind.PERSON: 3, PartyKind.AGENCY: 4, PartyKind.PROFESSIONAL: 5,
}  # fmt: skip
KINDS = {number: kind for kind, number in KIND_NUMBERS.items()}
A_KIND = 100_000
"""A heading is so many times the number of its kind, and the number of its genre; 0 for all genres."""

NUMBERS: PreparedQuery[Any] = PreparedQuery(
    lambda: (
        Genre.objects.filter(pk__in=ParameterList("genres", "text"))
        .values_list("number", "parent__number")
        .order_by("number")
    )
)


@dataclass(frozen=True)
class Headings:
    """Where to look first, and where next: in the genres themselves, then in what stands beside them in the tree."""

    exact: list[int]
    near: list[int]


def headings_of(wish: Wish) -> Headings:
    """One query where genres are asked for, none otherwise. Unknown genres have no heading, and nobody under it.

    Near a genre is what its parent has beside it; a genre without a parent has nothing near.
    """
    kinds = [PartyKind(wish.kind)] if wish.kind else sorted(LISTED_KINDS)
    if not wish.genres:
        return Headings([heading(each) for each in kinds], [])
    rows = wish.once(("genres", wish.genres), lambda: NUMBERS.rows(genres=list(set(wish.genres))))
    exact = {number for number, _parent in rows}
    near = {parent for _number, parent in rows if parent} - exact
    return Headings(*([heading(kind, number) for kind in kinds for number in sorted(each)] for each in (exact, near)))


def heading(kind: PartyKind, genre_number: int = 0) -> int:
    return KIND_NUMBERS[kind] * A_KIND + genre_number


def kind_of(heading: int) -> PartyKind:
    """The kind of party that stands under a heading."""
    return KINDS[heading // A_KIND]
