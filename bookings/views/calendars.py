"""The live public calendars: fragments that answer a conditional request with one look-up query."""

from hashlib import blake2b

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from bookings.calendars import (
    PublicCalendar,
    find_calendar,
    page_address,
    read_asked,
    render_calendar,
    render_saturdays,
)
from web.htmx import HtmxRequest


@require_safe
def public_calendar(request: HtmxRequest, slug: str) -> HttpResponse:
    """A month, a week or a list of the public calendar of an act, a stage or a venue; who browses there is led to the
    page it stands on."""
    shown = find_calendar(request.user, slug, request.GET.get("stage", ""))
    asked = read_asked(request.GET, shown.today)
    if _is_browsing(request):
        stage = f"&stage={shown.stage_id}" if shown.stage_id else ""
        return _varying(redirect(f"{page_address(shown.party)}?{asked.query}{stage}#calendar"))
    return _conditional(request, shown, render_calendar(shown, asked))


@require_safe
def public_saturdays(request: HtmxRequest, slug: str) -> HttpResponse:
    """The next Saturdays of a public calendar; who browses there is led to the page they stand on."""
    shown = find_calendar(request.user, slug, request.GET.get("stage", ""))
    if _is_browsing(request):
        return _varying(redirect(page_address(shown.party)))
    return _conditional(request, shown, render_saturdays(shown))


def _is_browsing(request: HtmxRequest) -> bool:
    """Whether a browser wants a whole page; htmx and programs want the fragment."""
    return not request.htmx and "text/html" in request.META.get("HTTP_ACCEPT", "")


def _conditional(request: HttpRequest, shown: PublicCalendar, html: SafeString) -> HttpResponse:
    etag = quote_etag(blake2b(html.encode(), digest_size=16).hexdigest())
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(html, headers={"ETag": etag})
    response.headers["Cache-Control"] = "no-cache" if shown.party.is_public else "private, no-cache"
    return _varying(response)


def _varying(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request", "Accept", "Accept-Language", "Cookie"])
    return response
