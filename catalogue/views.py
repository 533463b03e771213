"""The one page of the catalogue: towns by name."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from web.htmx import HtmxRequest

from .queries import search_cities

FRESH_SECONDS = 3600


@require_safe
@vary_on_headers("HX-Request", "Accept-Language", "Cookie")
def city_options(request: HtmxRequest) -> HttpResponse:
    """The towns that `q` may mean: options of a list box for a city field, or a page of their own."""
    text = request.GET.get("q", "")
    template = "catalogue/_city_options.html" if request.htmx else "catalogue/city_options.html"
    response = render(request, template, {"text": text, "cities": search_cities(text)})
    if request.htmx:
        patch_cache_control(response, private=True, max_age=FRESH_SECONDS)
    return response
