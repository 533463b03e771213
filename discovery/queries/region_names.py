"""Regions by their addresses, and by what people call them."""

import re

from django.db.models import Case, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.text import slugify

from catalogue.models import Region
from catalogue.names.countries import codes_called
from catalogue.names.folding import Fold
from catalogue.names.places import regions_beginning, regions_called

LONGEST_NAME = 120
SUGGESTED = 10
_SLUG = re.compile(r"^(?:.*-)?(?P<country>[a-z]{2})-(?P<code>[a-z0-9]{1,20})$", re.ASCII)


def region_slug(region: Region) -> str:
    """ "bavaria-de-02": its name for people, country and code of GeoNames for us."""
    return f"{slugify(region.name)[:60] or 'region'}-{region.country_id}-{region.code}".lower()


def region_address(region: Region) -> str:
    return reverse("discovery:region", args=[region_slug(region)])


def find_region(slug: str) -> Region | None:
    """The region of an address, by the codes at its end. With its country."""
    parts = _SLUG.match(slug)
    if parts is None:
        return None
    regions = Region.objects.select_related("country")
    return regions.filter(country=parts["country"].upper(), code__iexact=parts["code"]).first()


def regions_named(text: str) -> list[Region]:
    """The regions that `text` names in full: "Bavaria", "Bayern" for who reads German, "Bavaria, Germany"."""
    name, _comma, country = text[:LONGEST_NAME].replace("\0", "").partition(",")
    named = Q(folded=Fold(Value(name.strip())))
    for code, region in regions_called(name.strip()):
        named |= Q(country=code, code=region)
    regions = _folded().filter(named)
    return list(regions.filter(_is_in(country.strip())) if country.strip() else regions)


def search_regions(text: str, limit: int = SUGGESTED) -> list[Region]:
    """The regions someone may mean while typing `text`, with their countries: those named exactly so first, then those
    whose name starts so, by name. Ignores case and accents. Empty for an empty text. One query."""
    name = text[:LONGEST_NAME].replace("\0", "").partition(",")[0].strip()
    if not name:
        return []
    folded = Fold(Value(name))
    begun = Q(folded__startswith=folded)
    for country, code in regions_beginning(name):
        begun |= Q(country=country, code=code)
    is_other = Case(When(folded=folded, then=0), default=1)
    return list(_folded().filter(begun).order_by(is_other, "name", "country")[:limit])


def _folded() -> QuerySet[Region]:
    return Region.objects.select_related("country").alias(folded=Fold("name"))


def _is_in(country: str) -> Q:
    return Q(country__in=codes_called(country)) | Q(country__code__iexact=country) | Q(country__name__iexact=country)
