"""Search for acts and venues; the filters stand in the address bar."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.states import PartyKind
from discovery.forms.search import SearchForm
from discovery.pages.search import SearchPage, search_page
from discovery.queries import search_parties
from web.filters import SearchAddress
from web.htmx import HtmxRequest
from web.meta import PageMeta

SHOWN = 24
WITH_FILTERS = "search"
"""What a link of the page asks for anew: the filters too. The filters themselves ask for the results alone."""


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def acts(request: HtmxRequest) -> HttpResponse:
    """Acts that fit a night, a place, a genre and a fee."""
    return _search(request, PartyKind.BAND, "acts")


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def venues(request: HtmxRequest) -> HttpResponse:
    """Venues with a stage that fits."""
    return _search(request, PartyKind.VENUE, "venues")


def _search(request: HtmxRequest, kind: PartyKind, name: str) -> HttpResponse:
    form = SearchForm(request.GET, kind=kind)
    address = SearchAddress(reverse(f"discovery:{name}"), request.GET, form.names)
    page = _page(request, form, address)
    context = {
        "form": form,
        "page": page,
        "found": page.found if page else None,
        "is_for_acts": kind == PartyKind.BAND,
        "saves": name,
        "meta": _meta(kind, address),
    }
    return render(request, _template(request, name), context, status=200 if page else 422)


def _page(request: HttpRequest, form: SearchForm, address: SearchAddress) -> SearchPage | None:
    """None where something cannot be asked, with the error in the form."""
    if not form.is_valid():
        return None
    cursor = request.GET.get("cursor")
    try:
        wish = form.wish()
        found = search_parties(request.user, wish, sort=form.order, cursor=cursor, limit=SHOWN)
        return search_page(request.user, form, wish, found, form.tidy(address), is_first=not cursor)
    except ValidationError as error:
        for field, texts in error.message_dict.items():
            form.add_error(field if field in form.fields else None, texts)
        return None


def _template(request: HtmxRequest, name: str) -> str:
    if not request.htmx:
        return f"discovery/{name}.html"
    return "discovery/_search.html" if request.htmx.target == WITH_FILTERS else "discovery/_results.html"


def _meta(kind: PartyKind, address: SearchAddress) -> PageMeta:
    """The search itself is to be found; what somebody asked of it is not."""
    if kind == PartyKind.VENUE:
        title, said = _("Venues"), _("Rooms by place, style and the nights they are free.")
    else:
        title, said = _("Find an act"), _("Who is free that night, near you, in your style, for your budget.")
    return PageMeta(title, said, address.path, is_indexed=not address.query)
