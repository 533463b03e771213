"""What is on in a town: its shows, who is free on Saturday, where one plays; and the towns where most is on."""

import datetime as dt
import re

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import now
from django.utils.translation import ngettext

from accounts.models import Viewer
from bookings.models import Show
from bookings.queries.nights import DAY_ROLL
from catalogue.models import City, Genre
from catalogue.queries import cities_called, cities_within
from discovery.queries.search import Wish
from discovery.queries.whats_on import RADIUS_KM, CityLine, Place, Week, WhatsOn, whats_on
from venues.queries import night_of

CITIES_SHOWN = 300
AROUND_KM = 200
CITIES_ON_LANDING = 12
COUNTED_AHEAD = dt.timedelta(days=60)
_SLUG = re.compile(r"^(?P<name>.*?)-?(?P<id>\d{1,9})$")


def city_slug(city: City) -> str:
    """ "hamburg-2911298": its name for people, its GeoNames id for us, so that it is no other Hamburg and stays so when
    the town is renamed."""
    return f"{slugify(city.ascii_name)[:60] or 'city'}-{city.geonames_id}"


def city_address(city: City) -> str:
    return reverse("discovery:city", args=[city_slug(city)])


def find_city(slug: str) -> City | None:
    """The town of an address, by the id at its end; else the largest of that name. With its country and region."""
    cities = City.objects.select_related("country", "region")
    if (parts := _SLUG.match(slug)) and (city := cities.filter(geonames_id=int(parts["id"])).first()):
        return city
    named = cities_called(slug.replace("-", " "))
    return named[0] if named else None


def tonight_in(city: City) -> dt.date:
    """The night it is there."""
    return night_of(now(), city.timezone, DAY_ROLL)


def city_page(viewer: Viewer, city: City, week: Week | None, genre: Genre | None) -> WhatsOn:
    """What is on in a town in a week, or without one in this one and the next. A fixed number of queries, whatever
    is on."""
    place = Place(
        name=city.said_name,
        full_name=city.full_label,
        address=city_address(city),
        shows=Q(city=city),
        parties=Q(city=city),
        wish=Wish(city=city, radius_km=RADIUS_KM),
        asked={"city": city.full_label},
        around=Q(city__in=cities_within(city, AROUND_KM).order_by().values("pk")),
        region=city.region,
    )
    return whats_on(viewer, place, tonight_in(city), week, genre)


def cities_with_shows(limit: int = CITIES_SHOWN) -> list[CityLine]:
    """The towns with the most public shows in the next two months. Two queries."""
    soon = Show.objects.public().upcoming().filter(city__isnull=False, starts_at__lt=now() + COUNTED_AHEAD)
    counted = soon.order_by().values_list("city").annotate(count=Count("pk")).order_by("-count", "city")[:limit]
    counts = dict(counted)
    cities = City.objects.select_related("country", "region__country").in_bulk(counts)
    return [CityLine(cities[pk], city_address(cities[pk]), count_shows(count)) for pk, count in counts.items()]


def count_shows(shows: int) -> str:
    """ "12 shows"."""
    return ngettext("%(count)d show", "%(count)d shows", shows) % {"count": shows}
