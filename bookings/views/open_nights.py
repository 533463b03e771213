"""The gig finder, and applying for a spot."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import acting_party, my_parties
from accounts.models import Party
from accounts.states import PartyKind
from bookings.access import can_see_show, get_spot_for, show_view
from bookings.actions import apply_to_spot
from bookings.forms import ApplicationForm, OpenNightsForm
from bookings.models import Spot
from bookings.open_nights import OpenNightsPage, open_nights_page
from bookings.queries import open_spots, spots_fit
from bookings.queries.finder import FITS_LABELS
from bookings.views.applying import chosen_act, initial_of, led_acts, led_bands, lineup_choices
from engagements.forms.refusals import add_errors
from engagements.pages.refusals import say_refusal
from idempotency.forms import once_per_token
from web.errors import Refusal
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
    address = SearchAddress(reverse("bookings:open_nights"), request.GET, form.names, said_empty=["band"])
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
        return "bookings/open_nights.html"
    return "bookings/_open_nights.html" if request.htmx.target == WITH_FILTERS else "bookings/_open_spots.html"


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


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def spot_apply(request: HttpRequest, spot_id: UUID) -> HttpResponse:
    """Apply for an open spot with one of the bands one leads."""
    spot = get_spot_for(request.user, spot_id)
    acts = led_acts(request)
    act = chosen_act(request, acts)
    members = lineup_choices(act)
    sent = request.POST if request.method == "POST" else None
    form = ApplicationForm(sent, acts=acts, members=members, initial=initial_of(act, members))
    if request.method != "POST":
        return _page(request, spot, act, form, acts=acts)
    if not form.is_valid():
        return _page(request, spot, act, form, acts=acts, status=422)
    try:
        booking = apply_to_spot(acting_user=request.user, spot=spot, **form.terms())
    except ValidationError as error:
        add_errors(form, error, {})
        return _page(request, spot, act, form, acts=acts, status=422)
    except Refusal as refusal:
        said = say_refusal(refusal, spot.show.timezone)
        return _page(request, spot, act, form, acts=acts, status=refusal.status, refusal=said)
    messages.success(request, _("Applied. %(host)s will answer you.") % {"host": spot.show.owner.name})
    return redirect("bookings:booking", booking.pk)


def _page(request: HttpRequest, spot: Spot, act: Party | None, form, *, status: int = 200, **said) -> HttpResponse:
    fits = spots_fit([spot], act)[spot.pk] if act else ""
    context = {
        "spot": spot,
        "show": show_view(request.user, spot.show, is_named=can_see_show(request.user, spot.show)),
        "act": act,
        "form": form,
        "fits": fits,
        "fits_label": FITS_LABELS.get(fits, ""),
    }
    return render(request, "bookings/spot_apply.html", context | said, status=status)
