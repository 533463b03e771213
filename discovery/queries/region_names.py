"""Regions by their addresses, and by what people call them."""

import re

from django.db.models import Q, Value
from django.urls import reverse
from django.utils.text import slugify

from catalogue.models import Region
from catalogue.names.countries import codes_called
from catalogue.names.folding import Fold
from catalogue.names.places import regions_called

LONGEST_NAME = 120
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
    regions = Region.objects.select_related("country").alias(folded=Fold("name")).filter(named)
    return list(regions.filter(_is_in(country.strip())) if country.strip() else regions)


def _is_in(country: str) -> Q:
    return Q(country__in=codes_called(country)) | Q(country__code__iexact=country) | Q(country__name__iexact=country)
