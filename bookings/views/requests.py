"""A client asks an act for a date."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import get_led_party_for, get_party_for
from accounts.models import Party
from accounts.queries import person_party
from accounts.states import PartyKind
from bands.queries.press import press_kit
from bookings.actions import request_act
from bookings.forms import RequestForm
from bookings.queries.acquaintance import find_refusal
from bookings.queries.requests import why_no_more_requests
from engagements.forms.refusals import add_errors
from engagements.pages.refusals import say_refusal
from engagements.queries.currencies import likely_currencies
from idempotency.forms import once_per_token
from web.errors import Refusal
from web.redirects import redirect_renamed
from web.texts import isolated_words
from web.users import SignedInRequest

NAMES = {"starts_at": "starts", "ends_at": "ends", "cancellation_tiers": "tiers"}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required(login_url="account_signup")
@once_per_token
def request_new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask an act to play: date, times, place and fee. The act answers. htmx puts the form into the page of the act."""
    act = get_party_for(request.user, slug, PartyKind.BAND)
    if act.slug != slug and request.method != "POST":
        return redirect_renamed(request, "bookings:request_new", act.slug)
    host = _host(request)
    form_of = partial(RequestForm, user=request.user, timezone=act.timezone, currencies=likely_currencies(act))
    if request.method != "POST":
        start = RequestForm.usual_times() | {"night": request.GET.get("night", "")}
        return _page(request, act, form_of(initial=start), host=host)
    form = form_of(request.POST)
    if not form.is_valid():
        return _page(request, act, form, host=host, status=422)
    try:
        booking = request_act(acting_user=request.user, act=act, host=host, **form.terms())
    except ValidationError as error:
        add_errors(form, error, NAMES)
        return _page(request, act, form, host=host, status=422)
    except Refusal as refusal:
        said = say_refusal(refusal, act.timezone)
        return _page(request, act, form, host=host, status=refusal.status, refusal=said)
    for note in form.moved:
        messages.info(request, note)
    messages.success(
        request, _("Request sent. %(act)s will answer here and by email.") % isolated_words({"act": act.name})
    )
    address = reverse("bookings:booking", args=[booking.pk])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _host(request: SignedInRequest) -> Party | None:
    """The party that the user asks for, if the address or the form names one that they lead; else their own."""
    slug = (request.POST if request.method == "POST" else request.GET).get("host", "")
    return get_led_party_for(request.user, slug) if slug else None


def _page(
    request: SignedInRequest, act: Party, form: RequestForm, *, host: Party | None, status: int = 200, refusal=None
) -> HttpResponse:
    over = why_no_more_requests(request.user, act, now())
    party = host or person_party(request.user)
    unwelcome = find_refusal(request.user, party, act) if party else None
    context = {"act": act, "host": host, "form": form, "refusal": refusal, "over": over, "unwelcome": unwelcome}
    context |= {"acts_terms": press_kit(act).cancellation_terms, "card_problem": form.card_problem(act)}
    template = "bookings/_request_in_place.html" if request.htmx else "bookings/request_new.html"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
