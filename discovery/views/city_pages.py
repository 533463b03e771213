"""The pages of towns: what is on there, night by night."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue.models import Genre
from discovery.pages.structured import cities_meta, city_meta, city_title
from discovery.queries.cities import (
    cities_with_shows,
    city_address,
    city_page,
    city_slug,
    find_city,
    read_week,
    tonight_in,
)


@require_safe
def cities(request: HttpRequest) -> HttpResponse:
    """The towns with the most shows to come."""
    lines = cities_with_shows()
    return render(request, "discovery/cities.html", {"lines": lines, "meta": cities_meta(lines)})


@require_safe
def city(request: HttpRequest, slug: str) -> HttpResponse:
    """A town: the shows of a week by night, acts that are free on its Saturday, venues; of one genre, if asked."""
    found = find_city(slug)
    if found is None:
        raise Http404(_("We don’t know this town."))
    if city_slug(found) != slug:
        query = f"?{urlencode(request.GET)}" if request.GET else ""
        return redirect(f"{city_address(found)}{query}")
    week = read_week(request.GET.get("week", ""), tonight_in(found))
    if week is None:
        raise Http404(_("Choose a week."))
    page = city_page(request.user, found, week, _asked_genre(request.GET.get("genre", "")))
    context = {"page": page, "title": city_title(page), "meta": city_meta(page)}
    return render(request, "discovery/city.html", context)


def _asked_genre(slug: str) -> Genre | None:
    if not slug:
        return None
    genre = None if "\0" in slug else Genre.objects.filter(pk=slug).first()
    if genre is None:
        raise Http404(_("Choose a genre from the list."))
    return genre
