"""What is on in a region: a federal state, a province; the first level below the country, as GeoNames has it."""

import datetime as dt
from collections.abc import Callable, Iterable

from django.db.models import Count, Q
from django.utils.timezone import now

from accounts.models import Viewer
from bookings.models import Show
from bookings.queries.nights import DAY_ROLL
from catalogue.models import City, Genre, Region
from discovery.queries.cities import COUNTED_AHEAD, city_address, count_shows
from discovery.queries.region_names import region_address, region_slug
from discovery.queries.search import Wish
from discovery.queries.whats_on import CityLine, Place, Week, WhatsOn, whats_on
from venues.queries import night_of

USUAL_ZONE = "UTC"
TOWNS_SHOWN = 24


def region_page(
    viewer: Viewer, region: Region, week_on: Callable[[dt.date], Week | None], genre: Genre | None
) -> WhatsOn:
    """What is on in a region in the week that `week_on` gives for tonight there, or without one in the next fourteen
    nights. It is tonight as in the largest town. A fixed number of queries, whatever is on."""
    largest = City.objects.filter(region=region).order_by("-population", "id").first()
    today = night_of(now(), largest.timezone if largest else USUAL_ZONE, DAY_ROLL)
    place = Place(
        name=region.label,
        full_name=region.full_label,
        address=region_address(region),
        shows=Q(city__region=region),
        parties=Q(city__region=region),
        wish=Wish(region=region),
        asked={"region": region_slug(region)},
        towns=towns_of(region),
    )
    return whats_on(viewer, place, today, week_on(today), genre)


def towns_of(region: Region) -> list[CityLine]:
    """The towns of a region with the most public shows in the next two months. Two queries."""
    soon = Show.objects.public().upcoming().filter(city__region=region, starts_at__lt=now() + COUNTED_AHEAD)
    counts = dict(
        soon.order_by().values_list("city").annotate(count=Count("pk")).order_by("-count", "city")[:TOWNS_SHOWN]
    )
    cities = City.objects.select_related("country").in_bulk(counts)
    return [CityLine(cities[pk], city_address(cities[pk]), count_shows(count)) for pk, count in counts.items()]


def regions_with_shows(lines: Iterable[CityLine]) -> list[tuple[Region, str]]:
    """The regions of these towns with their addresses, by country and name. No query: the towns know them."""
    regions = {line.city.region for line in lines if line.city.region}
    ordered = sorted(regions, key=lambda region: (region.country.label, region.label))
    return [(region, region_address(region)) for region in ordered]
