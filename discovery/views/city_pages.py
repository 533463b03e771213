"""The pages of towns and regions: what is on there, who is free, where one plays."""

import datetime as dt
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalogue.models import Genre
from discovery.pages.structured import cities_meta, city_meta, place_title, region_meta
from discovery.queries.cities import (
    cities_with_shows,
    city_address,
    city_page,
    city_slug,
    find_city,
    tonight_in,
)
from discovery.queries.region_names import find_region, region_address, region_slug, search_regions
from discovery.queries.regions import region_page, regions_with_shows
from discovery.queries.whats_on import Week, read_week
from web.htmx import HtmxRequest

OPTIONS_FRESH_SECONDS = 3600


@require_safe
def cities(request: HttpRequest) -> HttpResponse:
    """The towns with the most shows to come, and the regions they lie in."""
    lines = cities_with_shows()
    context = {"lines": lines, "regions": regions_with_shows(lines), "meta": cities_meta(lines)}
    return render(request, "discovery/cities.html", context)


@require_safe
def city(request: HttpRequest, slug: str) -> HttpResponse:
    """A town: the shows of this week and the next, or of one week, acts that are free on Saturday, venues."""
    found = find_city(slug)
    if found is None:
        raise Http404(_("We don’t know this town."))
    if city_slug(found) != slug:
        return _moved(request, city_address(found))
    page = city_page(request.user, found, _asked_week(request, tonight_in(found)), _asked_genre(request))
    context = {"page": page, "title": place_title(page), "meta": city_meta(found, page)}
    return render(request, "discovery/city.html", context)


@require_safe
@vary_on_headers("HX-Request", "Accept-Language", "Cookie")
def region_options(request: HtmxRequest) -> HttpResponse:
    """The regions that `q` may mean: options of a list box for a region field, or a page of their own."""
    text = request.GET.get("q", "")
    lines = [(region, region_address(region)) for region in search_regions(text)]
    template = "discovery/_region_options.html" if request.htmx else "discovery/region_options.html"
    response = render(request, template, {"text": text, "lines": lines})
    if request.htmx:
        patch_cache_control(response, private=True, max_age=OPTIONS_FRESH_SECONDS)
    return response


@require_safe
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """A region: the same for all of its towns, and which of them have shows."""
    found = find_region(slug)
    if found is None:
        raise Http404(_("We don’t know this region."))
    if region_slug(found) != slug:
        return _moved(request, region_address(found))
    page = region_page(request.user, found, lambda today: _asked_week(request, today), _asked_genre(request))
    context = {"page": page, "title": place_title(page), "meta": region_meta(found, page)}
    return render(request, "discovery/city.html", context)


def _moved(request: HttpRequest, address: str) -> HttpResponse:
    return redirect(f"{address}?{urlencode(request.GET)}" if request.GET else address)


def _asked_week(request: HttpRequest, today: dt.date) -> Week | None:
    """The week of the address; None where it asks for none."""
    asked = request.GET.get("week", "")
    week = read_week(asked, today)
    if week is None:
        raise Http404(_("Choose a week."))
    return week if asked else None


def _asked_genre(request: HttpRequest) -> Genre | None:
    slug = request.GET.get("genre", "")
    if not slug:
        return None
    genre = None if "\0" in slug else Genre.objects.filter(pk=slug).first()
    if genre is None:
        raise Http404(_("Choose a genre from the list."))
    return genre
