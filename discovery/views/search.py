"""Search for acts, venues, professionals and open nights; the filters stand in the address bar."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from discovery.forms.filters import FilterForm
from discovery.pages.search import SearchPage, search_page
from discovery.subjects import ACTS, OPEN_NIGHTS, PROFESSIONALS, VENUES, Subject
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
    return _search(request, ACTS)


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def venues(request: HtmxRequest) -> HttpResponse:
    """Venues with a stage that fits."""
    return _search(request, VENUES)


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def professionals(request: HtmxRequest) -> HttpResponse:
    """Engineers, producers, session musicians and studios."""
    return _search(request, PROFESSIONALS)


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def open_nights(request: HtmxRequest) -> HttpResponse:
    """Open spots; for one of my bands, those that all its members can play stand out."""
    return _search(request, OPEN_NIGHTS)


def _search(request: HtmxRequest, subject: Subject) -> HttpResponse:
    form, address, page = _searched(request, subject)
    context = {
        "subject": subject,
        "form": form,
        "page": page,
        "found": page.found if page else None,
        "clear": address.only(*subject.carried, *subject.said_empty),
        "meta": _meta(subject, address),
        **subject.context(request, form),
    }
    return render(request, _template(request), context, status=200 if page else 422)


def _searched(request: HttpRequest, subject: Subject) -> tuple[FilterForm, SearchAddress, SearchPage | None]:
    """What the address asks for; where it asks nothing, the first of the usual searches that finds something."""
    usual = [] if request.GET else subject.usual(request)
    for asked in [*usual, request.GET]:
        form = subject.form_of(request, asked)
        address = SearchAddress(reverse(subject.page), asked, form.names, said_empty=subject.said_empty)
        page = _page(request, subject, form, address)
        if page and page.found.items:
            break
    return form, address, page


def _page(request: HttpRequest, subject: Subject, form: FilterForm, address: SearchAddress) -> SearchPage | None:
    """None where something cannot be asked, with the error in the form."""
    if not form.is_valid():
        return None
    cursor = request.GET.get("cursor")
    try:
        wish = form.wish()
        found = subject.find(request.user, wish, form.order, cursor, SHOWN)
        return search_page(subject, request.user, form, wish, found, form.tidy(address), is_first=not cursor)
    except ValidationError as error:
        for field, texts in error.message_dict.items():
            form.add_error(field if field in form.fields else None, texts)
        return None


def _template(request: HtmxRequest) -> str:
    if not request.htmx:
        return "discovery/search.html"
    return "discovery/_search.html" if request.htmx.target == WITH_FILTERS else "discovery/_results.html"


def _meta(subject: Subject, address: SearchAddress) -> PageMeta:
    """The search itself is to be found; what somebody asked of it is not."""
    return PageMeta(str(subject.title), str(subject.about), address.path, is_indexed=not address.query)
