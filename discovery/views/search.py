"""Search for acts and venues; the filters stand in the address bar."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.states import PartyKind
from discovery.forms import SearchForm
from discovery.queries import HitPage, search_parties

SHOWN = 24


@require_safe
@vary_on_headers("HX-Request")
def acts(request: HttpRequest) -> HttpResponse:
    """Acts that fit a night, a place, a genre and a fee."""
    return _search(request, PartyKind.BAND, "discovery/acts.html")


@require_safe
@vary_on_headers("HX-Request")
def venues(request: HttpRequest) -> HttpResponse:
    """Venues with a stage that fits."""
    return _search(request, PartyKind.VENUE, "discovery/venues.html")


def _search(request: HttpRequest, kind: PartyKind, template: str) -> HttpResponse:
    form = SearchForm(request.GET)
    found, status = HitPage([], None), 422
    if form.is_valid():
        try:
            cursor = request.GET.get("cursor")
            found = search_parties(request.user, kind=kind, cursor=cursor, limit=SHOWN, **form.filters())
            status = 200
        except ValidationError as error:
            for field, texts in error.message_dict.items():
                form.add_error(field if field in form.fields else None, texts)
    context = {"form": form, "found": found, "is_filtered": form.is_filtered, "is_for_acts": kind == PartyKind.BAND}
    template = "discovery/_results.html" if request.htmx else template
    return render(request, template, context, status=status)
