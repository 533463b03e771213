"""Finding towns by name and by distance, and genres by branch."""

import math
from collections.abc import Iterable

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection
from django.db.models import Case, Exists, F, Func, Max, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import ASin, Concat, Cos, Least, Power, Radians, Sin, Sqrt

from catalogue.names.countries import codes_beginning, codes_called
from catalogue.names.folding import Fold
from catalogue.names.places import regions_beginning, regions_called

from .models import City, CityName, Genre

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
ROUNDING_DEGREES = 1e-6
LONGEST_QUERY = 120
SHORTEST_TYPO = 4
SHORTEST_WORD = 3
MOST_PARTS = 5

NAMED = """
SELECT wanted.name, called.city_id
  FROM unnest(%s::text[]) AS wanted(name) JOIN catalogue_cityname called ON called.folded = catalogue_fold(wanted.name)
"""

Place = City | tuple[float, float]


def search_cities(text: str, limit: int = 10) -> list[City]:
    """The towns one may mean while typing `text`, at most `limit`, each with country and region.

    Without regard to accents and case, by any of their names: those named exactly so first, then those whose name
    starts so, both by population. What stands behind a comma narrows by region or country ("San Jose, Cal"). If no name
    starts so, it may be mistyped: then the names most like it (pg_trgm).
    """
    name, *places = _parts(text)
    if not name:
        return []
    cities = _located_cities().filter(*map(_starts_in_place, places))
    folded = Fold(Value(name))
    is_other = Case(When(names__folded=folded, then=0), default=1)
    begun = cities.filter(names__folded__startswith=folded).annotate(is_other=Min(is_other))
    return list(begun.order_by("is_other", "-population", "id")[:limit]) or _mistyped(cities, name, limit)


def _mistyped(cities: QuerySet[City], name: str, limit: int) -> list[City]:
    if len(name) < SHORTEST_TYPO:
        return []
    folded = Fold(Value(name))
    likeness = Max(TrigramSimilarity("names__folded", folded))  # type: ignore[arg-type]  # it takes expressions too
    alike = cities.filter(names__folded__trigram_similar=folded).annotate(likeness=likeness)
    return list(alike.order_by("-likeness", "-population", "id")[:limit])


def cities_called(text: str) -> list[City]:
    """The towns that `text` names in full, largest first: "Hamburg", "Hamburg, Germany", "hamburg, DE",
    "San Jose, California, US". Every part behind the name must be the region or country, by code or name, also by the
    name in the language that is active."""
    parts = _parts(text)
    if not parts[0]:
        return []
    return list(_located_cities().filter(_called(parts)).order_by("-population", "id"))


def cities_named(names: Iterable[str]) -> dict[str, list[City]]:
    """For each of these names the towns that bear it, largest first, with region and country. Two queries for all."""
    wanted = [name[:LONGEST_QUERY] for name in names]
    with connection.cursor() as cursor:
        cursor.execute(NAMED, [wanted])
        rows = cursor.fetchall()
    cities = _located_cities().in_bulk({city_id for _name, city_id in rows})
    found: dict[str, list[City]] = {name: [] for name in wanted}
    for name, city_id in rows:
        found[name].append(cities[city_id])
    for called in found.values():
        called.sort(key=lambda city: (-city.population, str(city.pk)))
    return found


def _called(parts: list[str]) -> Q:
    """A town's own name may hold a comma ("Washington, D.C."), so the name may be any number of the first parts."""
    condition = Q()
    for count in range(1, len(parts) + 1):
        name = Fold(Value(", ".join(parts[:count])))
        here = Q(Exists(CityName.objects.filter(city=OuterRef("pk"), folded=name)))
        for place in parts[count:]:
            here &= _is_in_place(place)
        condition |= here
    return condition


def may_be_called(city: City, text: str) -> bool:
    """Whether `text` may mean `city`: one of its names starts as `text` does up to the first comma."""
    return city.names.filter(folded__startswith=Fold(Value(_parts(text)[0]))).exists()


def _parts(text: str) -> list[str]:
    """ "Hamburg, Germany" -> ["Hamburg", "Germany"]; at least one, possibly empty."""
    readable = "".join(letter for letter in text[:LONGEST_QUERY] if letter.isprintable())
    name, *places = (part.strip() for part in readable.split(",", MOST_PARTS))
    return [name, *filter(None, places)]


def _located_cities() -> QuerySet[City]:
    cities = City.objects.select_related("country", "region")
    return cities.alias(country_folded=Fold("country__name"), region_folded=Fold("region__name"))


def _is_in_place(text: str) -> Q:
    folded = Fold(Value(text))
    named = Q(country_folded=folded) | Q(region_folded=folded) | Q(country__in=codes_called(text))
    return named | _in_one_of(regions_called(text)) | _has_code(text)


def _starts_in_place(text: str) -> Q:
    folded = Fold(Value(text))
    begun = Q(country_folded__startswith=folded) | Q(region_folded__startswith=folded)
    return begun | Q(country__in=codes_beginning(text)) | _in_one_of(regions_beginning(text)) | _has_code(text)


def _in_one_of(regions: list[tuple[str, str]]) -> Q:
    condition = Q()
    for country, code in regions:
        condition |= Q(country=country, region__code=code)
    return condition


def _has_code(text: str) -> Q:
    code = text.replace(".", "")
    return Q(country__code__iexact=code) | Q(region__code__iexact=code)


def cities_within(place: Place, radius_km: float) -> QuerySet[City]:
    """The towns at most `radius_km` from `place`, nearest first, each with `distance_km`."""
    return within_radius(City.objects.all(), place, radius_km).order_by("distance_km", "id")


def within_radius(queryset: QuerySet, place: Place, radius_km: float, city: str = "") -> QuerySet:
    """`queryset` narrowed to what lies at most `radius_km` from `place`, annotated with `distance_km`.

    `place` is a City or (latitude, longitude) in degrees; `city` is the way from the queryset's model to its city
    ("city", "party__city"), empty for cities themselves. Great circles on a sphere, which errs by at most 0.6 %. The
    box around the circle is asked first, since latitude and longitude are indexed; it heeds date line and poles.
    """
    latitude, longitude = (place.latitude, place.longitude) if isinstance(place, City) else place
    # To the centimetre: PostgreSQL raises an error where the square of a tiny number underflows.
    latitude, longitude, radius_km = round(latitude, 7), round(longitude, 7), round(radius_km, 5)
    prefix = f"{city}__" if city else ""
    distance = _haversine_km(latitude, longitude, F(f"{prefix}latitude"), F(f"{prefix}longitude"))
    box = _box(latitude, longitude, radius_km, prefix)
    return queryset.filter(box).annotate(distance_km=distance).filter(distance_km__lte=radius_km)


def _box(latitude: float, longitude: float, radius_km: float, prefix: str) -> Q:
    """The bounding box of the circle: https://en.wikipedia.org/wiki/Geographical_distance, and for the longitudes at
    which a meridian touches the circle, sin(width) = sin(angle) / cos(latitude)."""
    angle = max(radius_km, 0) / EARTH_RADIUS_KM
    reach = math.degrees(angle) + ROUNDING_DEGREES
    south, north = latitude - reach, latitude + reach
    box = Q(**{f"{prefix}latitude__range": (south, north)})
    if south <= -90 or north >= 90:
        return box
    width = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(latitude))))) + ROUNDING_DEGREES
    return box & _between_meridians(longitude - width, longitude + width, f"{prefix}longitude")


def _between_meridians(west: float, east: float, field: str) -> Q:
    if east - west >= 360:
        return Q()
    if west < -180:
        return Q(**{f"{field}__gte": west + 360}) | Q(**{f"{field}__lte": east})
    if east > 180:
        return Q(**{f"{field}__gte": west}) | Q(**{f"{field}__lte": east - 360})
    return Q(**{f"{field}__range": (west, east)})


def _haversine_km(latitude: float, longitude: float, other_latitude: Combinable, other_longitude: Combinable):
    """R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984): exact for small distances too."""
    north = Sin(Radians(other_latitude - latitude) / 2)
    east = Sin(Radians(other_longitude - longitude) / 2)
    shrinking = math.cos(math.radians(latitude)) * Cos(Radians(other_latitude))
    chord = Power(north, 2) + shrinking * Power(east, 2)
    return 2 * EARTH_RADIUS_KM * ASin(Least(Sqrt(chord), 1.0))


def genre_meant(text: str) -> Genre | None:
    """The genre that `text` names in part, by whole words: "metal" is Heavy metal. Of several the one with most below
    it, so that whoever asks for little is shown much. A word of fewer than three letters says nothing."""
    words = text.strip()[:LONGEST_QUERY]
    if len(words) < SHORTEST_WORD:
        return None
    padded = Concat(Value(" "), Fold("name"), Value(" "))
    below = (
        Genre.objects.filter(path__startswith=OuterRef("path")).order_by().values(count=Func("pk", function="COUNT"))
    )
    called = Genre.objects.alias(padded=padded, below=Subquery(below))
    return (
        called.filter(padded__contains=Concat(Value(" "), Fold(Value(words)), Value(" ")))
        .order_by("-below", "name")
        .first()
    )
