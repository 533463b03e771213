"""Which town a line means: only where it can mean one. Else the words stay as they are."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from catalogue.models import City
from catalogue.names.countries import country_names
from catalogue.names.places import region_names
from catalogue.queries import cities_named

Parts = tuple[str, ...]
"""A town and what lies around it: ("Menlo Park", "CA", "US")."""


@dataclass(frozen=True)
class Found:
    """A town, if it is one and no other; the zone of its region, where that has one; how many it could be."""

    city: City | None = None
    timezone: str = ""
    count: int = 0


class Places:
    """The towns of a list: a query for all names, and one for the zones of regions, whatever the number of lines."""

    def __init__(self, named: Iterable[Parts], country: str = ""):
        self.country = country
        self._cities = cities_named({parts[0] for parts in named if parts})
        self._zones: list[tuple[Parts, str]] | None = None
        self._found: dict[Parts, Found] = {}

    def find(self, parts: Parts) -> Found:
        """The town that is called so and lies in all of these places.

        The country of the whole list narrows only what names a region: "Vail, CO" is not in Colombia then, and a mere
        "London" stays open.
        """
        if parts not in self._found:
            self._found[parts] = self._look(parts) if parts else Found()
        return self._found[parts]

    def _look(self, parts: Parts) -> Found:
        places = tuple(map(_fold, parts[1:]))
        cities = [city for city in self._cities.get(parts[0], ()) if _lies_in(_places_of(city), places)]
        if len(cities) != 1 and self.country and len(parts) > 1:
            cities = [city for city in cities if city.country_id == self.country]
        if len(cities) == 1:
            return Found(cities[0], cities[0].timezone, 1)
        return Found(None, self._zone_of(places), len(cities))

    def _zone_of(self, places: Parts) -> str:
        """The one time zone of all towns that we know in these places."""
        if not places:
            return ""
        if self._zones is None:
            rows = City.objects.values_list(
                "country__code", "country__name", "region__code", "region__name", "timezone"
            )
            # Without the order of the model, which would make every town another row.
            rows = rows.order_by().distinct()
            self._zones = [(tuple(_fold(name or "") for name in names), zone) for *names, zone in rows]
        within = (*places, _fold(self.country)) if self.country else places
        for around in (within, places):
            zones = {zone for names, zone in self._zones if _lies_in(names, around)}
            if len(zones) == 1:
                return zones.pop()
        return ""


def split_town(*texts: str) -> Parts:
    """ "Manhattan, NY" and "US" -> ("Manhattan", "NY", "US"); empty where no town is named."""
    parts = [part.strip() for text in texts for part in text.split(",")]
    return tuple(part for part in parts if part) if parts and parts[0] else ()


def _places_of(city: City) -> Parts:
    """The codes of its country and region, and their names in each language of the site, whoever wrote the list."""
    country, region = city.country, city.region
    around = [region.code, *region_names(country.code, region.code, region.name)] if region else []
    return tuple(_fold(name) for name in [country.code, *country_names(country.code, country.name), *around])


def _lies_in(names: Parts, places: Parts) -> bool:
    """Whether each of these places is the country or the region, by name or code; all of them folded."""
    return all(place in names for place in places)


def _fold(text: str) -> str:
    """Without case, accents and points."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace(".", ""))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
