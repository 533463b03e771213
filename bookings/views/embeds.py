"""Public calendars outside of our own pages: a frame for the band's site, iCalendar, JSON, and the page with the code.

Frames and files are open to every site and the same for everybody (`web.cookieless`). A cache between may
keep them for SHARED_SECONDS: whoever is suspended is gone everywhere within that.
"""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import get_led_party_for, get_party_for
from accounts.states import NIGHT_KINDS, PartyKind
from bookings.calendars import (
    Asked,
    PublicCalendar,
    calendar_ics,
    calendar_json,
    find_calendar,
    page_address,
    read_asked,
    render_framed,
)
from bookings.calendars.asked import View
from bookings.forms.embeds import HEIGHTS, EmbedForm
from venues.models import Stage
from web.accents import accent_css, read_accent
from web.security import shared_policy

SHARED_SECONDS = 1
NIGHTS_TOLD = 90
YEAR_SECONDS = 365 * 24 * 60 * 60
LOOK = ("theme", "accent", "lang", "stage")
"""What stays in the address from month to month."""


def for_all_sites(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of a public calendar for other sites. A former slug leads to the new one."""

    @require_safe
    @wraps(view)
    def shown(request: HttpRequest, slug: str) -> HttpResponse:
        response = _answer(request, slug, view)
        response.headers["Cache-Control"] = f"public, max-age=0, s-maxage={SHARED_SECONDS}, must-revalidate"
        response.headers["Content-Security-Policy"] = shared_policy(["*"])
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        response.xframe_options_exempt = True
        return response

    return shown


def _answer(request: HttpRequest, slug: str, view: Callable[..., HttpResponse]) -> HttpResponse:
    nobody = AnonymousUser()
    try:
        calendar = find_calendar(nobody, slug, request.GET.get("stage", ""))
    except Http404:
        party = get_party_for(nobody, slug)
        if party.slug == slug:
            raise
        address = request.get_full_path().replace(f"/{slug}/", f"/{party.slug}/", 1)
        return redirect(address, permanent=True)
    return view(request, calendar)


@for_all_sites
def calendar_embed(request: HttpRequest, calendar: PublicCalendar) -> HttpResponse:
    """Month, week or list for a frame: no script, no form, as wide and as high as its frame."""
    asked = read_asked(request.GET, calendar.today)
    context = {
        "name": calendar.subject.name,
        "title": asked.title,
        "page": settings.SITE_URL + page_address(calendar.party),
        "nights": render_framed(calendar, asked),
        "previous": _turn(request, asked.turned(-1)),
        "next": _turn(request, asked.turned(1)),
        "theme": request.GET["theme"] if request.GET.get("theme") in ("light", "dark") else "",
        "accent": read_accent(request.GET.get("accent", "")),
        "language": get_language(),
    }
    return _conditional(request, HttpResponse(render_to_string("bookings/embed.html", context)))


@for_all_sites
def calendar_ics_file(request: HttpRequest, calendar: PublicCalendar) -> HttpResponse:
    """What is booked, to subscribe to."""
    response = HttpResponse(calendar_ics(calendar), content_type="text/calendar; charset=utf-8")
    return _opened(_conditional(request, response))


@for_all_sites
def calendar_json_file(request: HttpRequest, calendar: PublicCalendar) -> HttpResponse:
    """The nights from `from` to `to`, 90 from tonight unless said, for other programs and other sites' scripts."""
    try:
        told = calendar_json(calendar, *_nights(request, calendar.today))
    except ValidationError as error:
        return _opened(JsonResponse({"status": 400, "detail": error.messages[0]}, status=400))
    return _opened(_conditional(request, JsonResponse(told)))


@require_safe
def embed_accent(request: HttpRequest) -> HttpResponse:
    """The style sheet of the accent colour in the address, which alone makes it, so that it never changes."""
    accent = read_accent(request.GET.get("colour", ""))
    if not accent:
        raise Http404
    headers = {"Cache-Control": f"public, max-age={YEAR_SECONDS}, immutable"}
    return HttpResponse(accent_css(accent), content_type="text/css; charset=utf-8", headers=headers)


@login_required
@require_safe
def embed_code(request: HttpRequest, slug: str) -> HttpResponse:
    """For leaders: how the calendar looks in a frame, and the code to copy into the site."""
    party = get_led_party_for(request.user, slug)
    if party.kind not in NIGHT_KINDS:
        raise Http404
    stages = list(Stage.objects.filter(venue_id=party.pk))
    is_chosen = "view" in request.GET  # ?lang= alone is the language of this page
    form = EmbedForm(request.GET if is_chosen else None, stages=stages, language=get_language())
    look = form.look()
    base = reverse("bookings:calendar_embed", args=[party.slug])
    context = {
        "party": party,
        "is_leader": True,
        "form": form,
        "has_calendar": party.kind != PartyKind.VENUE or bool(stages),
        "preview": f"{base}?{urlencode(look)}",
        "address": settings.SITE_URL + f"{base}?{urlencode(look)}",
        "height": HEIGHTS[View(look["view"])],
        "files": [settings.SITE_URL + f"{page_address(party)}calendar.{kind}" for kind in ("ics", "json")],
    }
    return render(request, "bookings/embed_code.html", context, status=422 if form.errors else 200)


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response with an ETag of its content, or 304."""
    etag = quote_etag(blake2b(response.content, digest_size=16).hexdigest())
    response.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def _opened(response: HttpResponse) -> HttpResponse:
    """Scripts of every site may read it, and its ETag."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    return response


def _turn(request: HttpRequest, other: Asked | None) -> tuple[str, str] | None:
    """Address and name of the page before or after, in the same look."""
    if other is None:
        return None
    look = urlencode({name: request.GET[name] for name in LOOK if request.GET.get(name)})
    return f"?{other.query}&{look}" if look else f"?{other.query}", other.title


def _nights(request: HttpRequest, today: dt.date) -> tuple[dt.date, dt.date]:
    """First and last night in the address. Raises ValidationError for what is no date."""
    first, last = (request.GET.get(name) for name in ("from", "to"))
    try:
        begins = dt.date.fromisoformat(first) if first else today
        ends = dt.date.fromisoformat(last) if last else begins + dt.timedelta(days=NIGHTS_TOLD - 1)
    except (ValueError, OverflowError) as error:
        raise ValidationError(_("Enter dates like 2027-03-06.")) from error
    return begins, ends
