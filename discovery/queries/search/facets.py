"""What the facets of all searches have in common."""

from dataclasses import dataclass

from django.utils.translation import ngettext

MOST_GENRES = 12
CAPACITIES = (100, 250, 500, 1000)


@dataclass(frozen=True)
class Facet:
    """One value that may be chosen: what goes into the address, what it is called, how many there are.

    `is_least`: there are more than could be counted in time.
    """

    value: str
    label: str
    count: int
    is_least: bool = False


def say_capacity(people: int) -> str:
    """Room for so many: "for 250 people"."""
    return ngettext("for %(count)s person", "for %(count)s people", people) % {"count": people}
