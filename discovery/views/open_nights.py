"""The gig finder; the filters stand in the address bar."""

from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import acting_party, my_parties
from accounts.models import Party
from accounts.states import PartyKind
from bookings.views.applying import led_bands
from discovery.forms.open_nights import OpenNightsForm
from discovery.pages.open_nights import OpenNightsPage, open_nights_page
from discovery.queries.search.spots.finder import open_spots
from web.filters import SearchAddress
from web.htmx import HtmxRequest
from web.meta import PageMeta

SHOWN = 24
WITH_FILTERS = "search"
"""What a link of the page asks for anew: the filters too. The filters themselves ask for the results alone."""


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def open_nights(request: HtmxRequest) -> HttpResponse:
    """Open spots; for one of my bands, those that all its members can play stand out."""
    form = OpenNightsForm(_asked(request), bands=_bands(request), today=timezone.localdate(timezone=_zone(request)))
    address = SearchAddress(reverse("discovery:open_nights"), request.GET, form.names, said_empty=["band"])
    page = _found(request, form, address)
    context = {
        "form": form,
        "page": page,
        "band": form.cleaned_data.get("band"),
        "has_bands": bool(led_bands(request)),
        "meta": PageMeta(
            _("Open nights"), _("Spots that venues are looking to fill."), address.path, is_indexed=not address.query
        ),
    }
    return render(request, _template(request), context, status=200 if page else 422)


def _found(request: HttpRequest, form: OpenNightsForm, address: SearchAddress) -> OpenNightsPage | None:
    """None where something cannot be asked, with the error in the form."""
    if not form.is_valid():
        return None
    cursor = request.GET.get("cursor", "")
    try:
        found = open_spots(form.wish(), sort=form.order, cursor=cursor, limit=SHOWN)
        return open_nights_page(form, found, form.tidy(address), is_first=not cursor)
    except ValidationError as error:
        for field, texts in error.message_dict.items():
            form.add_error(field if field in form.fields else None, texts)
        return None


def _template(request: HtmxRequest) -> str:
    if not request.htmx:
        return "discovery/open_nights.html"
    return "discovery/_open_nights.html" if request.htmx.target == WITH_FILTERS else "discovery/_open_spots.html"


def _asked(request: HttpRequest) -> QueryDict:
    """The filters of the address; who has not chosen a band looks for the one they act for, or their only one."""
    asked = request.GET.copy()
    if "band" not in asked:
        acting, led = acting_party(request), led_bands(request)
        band = acting if acting in led else led[0] if len(led) == 1 else None
        if band is not None:
            asked["band"] = band.slug
    return asked


def _bands(request: HttpRequest):
    """The bands whose time the viewer may look at: all they belong to."""
    own = [mine.party.pk for mine in my_parties(request) if mine.party.kind == PartyKind.BAND]
    return Party.objects.filter(pk__in=own).order_by("name")


def _zone(request: HttpRequest) -> ZoneInfo:
    return ZoneInfo(request.user.timezone if request.user.is_authenticated else "UTC")
