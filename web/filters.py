"""Searches whose whole state stands in their address: the links that change one thing of it, and how they are shown."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _

MOST_PARAMETERS = 60
LONGEST_VALUE = 200


@dataclass(frozen=True)
class Chip:
    """A filter that is set, and the address without it."""

    label: str
    href: str


@dataclass(frozen=True)
class Choice:
    """A value that a click sets or takes back, and how many there are with it."""

    key: str
    label: str
    count: str
    href: str
    is_on: bool


@dataclass(frozen=True)
class ChoiceGroup:
    """Values of one kind under their heading."""

    title: str
    choices: list[Choice]


@dataclass(frozen=True)
class Relaxed:
    """One wish less where nothing is found: what it is called, and how many there are without it."""

    label: str
    count: str
    href: str


@dataclass(frozen=True)
class MapPoint:
    """A place for the map: `key` is the id of its element in the list."""

    key: str
    name: str
    text: str
    href: str
    latitude: float
    longitude: float

    def as_json(self) -> dict[str, object]:
        place = [round(self.latitude, 4), round(self.longitude, 4)]
        return {"key": self.key, "name": self.name, "text": self.text, "href": self.href, "place": place}


def map_data(
    points: Iterable[MapPoint | None], place: tuple[float, float] | None, radius_km: float | None
) -> dict[str, object]:
    """What a map draws: its points, and the circle that was asked for."""
    told: dict[str, object] = {"points": [point.as_json() for point in points if point]}
    return told | ({"circle": [*place, radius_km]} if place and radius_km else {})


class SearchAddress:
    """What an address asks for: only parameters of the search itself, each value once, nothing empty, never a page.

    `said_empty` names those whose emptiness says something: that nothing is wanted in place of what is usual.
    """

    def __init__(self, path: str, data: QueryDict, names: Iterable[str], *, said_empty: Iterable[str] = ()) -> None:
        self.path = path
        self.asked = {
            name: values
            for name in names
            if (values := [text for text in dict.fromkeys(data.getlist(name)) if _is_said(text)])
        }
        self.asked |= {name: [""] for name in said_empty if data.getlist(name) == [""]}

    @property
    def query(self) -> str:
        """The filters as they stand behind the question mark."""
        return self._query(self.asked)

    def values(self, name: str) -> list[str]:
        return self.asked.get(name, [])

    def replaced(self, values: Mapping[str, list[str]]) -> "SearchAddress":
        """The same search as it is written shortest: these values in place of what was typed."""
        tidy = SearchAddress(self.path, QueryDict(), ())
        tidy.asked = {name: said for name, said in (self.asked | dict(values)).items() if said}
        return tidy

    def without(self, *names: str) -> str:
        """The address without these."""
        return self._address({name: values for name, values in self.asked.items() if name not in names})

    def only(self, *names: str) -> str:
        """The address with these alone."""
        return self._address({name: values for name, values in self.asked.items() if name in names})

    def without_value(self, name: str, value: str) -> str:
        """The address without one of several values."""
        rest = [each for each in self.values(name) if each != value]
        return self._address(self.asked | {name: rest})

    def having(self, values: Mapping[str, str | list[str]]) -> str:
        """The address with these in place of what it has of them; an empty one is left out."""
        return self._address(self.asked | {name: _several(value) for name, value in values.items()})

    def holds(self, values: Mapping[str, str | list[str]]) -> bool:
        """Whether it asks for exactly these already."""
        return all(self.values(name) == _several(value) for name, value in values.items())

    def _address(self, asked: Mapping[str, list[str]]) -> str:
        query = self._query(asked)
        return f"{self.path}?{query}" if query else self.path

    @staticmethod
    def _query(asked: Mapping[str, list[str]]) -> str:
        # A page has thirty of them: QueryDict takes its time, and most parts stand in all of them.
        told = itertools.islice(asked.items(), MOST_PARAMETERS)
        return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, values in told for value in values)


def choice(address: SearchAddress, facet: str, label: str, count: str, values: Mapping[str, str | list[str]]) -> Choice:
    """One value of a facet: a click sets it, and takes it back where it is set."""
    is_on = address.holds(values)
    href = address.without(*values) if is_on else address.having(values)
    return Choice(_slug(f"{facet} " + " ".join(f"{value}" for value in values.values())), label, count, href, is_on)


def say_count(count: int, *, is_least: bool = False) -> str:
    """How many there are, for reading at a glance: "12", "1,000+" where more were not counted."""
    if not is_least:
        return f"{count:n}" if count < 1000 else f"{count:,}"
    floor = count if count < 10 else count - count % 10 ** (len(str(count)) - 1)
    return _("%(count)s+") % {"count": f"{floor:,}"}


@lru_cache(maxsize=1024)
def _quoted(text: str) -> str:
    return quote(text, safe=",:")


@lru_cache(maxsize=1024)
def _slug(words: str) -> str:
    return slugify(words)


def _is_said(text: str) -> bool:
    return bool(text.strip()) and "\0" not in text and len(text) <= LONGEST_VALUE


def _several(value: str | list[str]) -> list[str]:
    return [text for text in ([value] if isinstance(value, str) else value) if text]
