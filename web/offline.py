"""What a browser keeps to be read without a connection: copies of a few pages, for who has seen them alone.

The service worker (`templates/web/service-worker.js`) keeps the pages whose answers bear the header `Offline-Copy`, and
shows them, marked and read-only, when the site cannot be reached. docs/offline.md tells the whole of it.
"""

import functools
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, gettext

HEADER = "Offline-Copy"
BACKGROUND = "#191715"
"""Of the icon, and of what a phone shows until the first page is there."""


def kept_offline(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The browsers of who is signed in keep a copy of this page."""

    @functools.wraps(view)
    def marked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        is_page = response.status_code == HTTPStatus.OK and "HX-Request" not in request.headers
        if is_page and (reader := reader_of(request)):
            response.headers[HEADER] = reader
        return response

    return marked


def reader_of(request: HttpRequest) -> str:
    """Who reads in this browser, in 16 hexadecimal digits that say nothing else; empty for who is not signed in.

    A browser throws away what it kept for somebody else.
    """
    if not request.user.is_authenticated:
        return ""
    return salted_hmac("web.offline", str(request.user.pk)).hexdigest()[:16]


def manifest() -> dict[str, object]:
    """The web app manifest (W3C), in the language of the request: what makes the site installable."""
    icons = [
        {"src": static("icons/192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("icons/512.png"), "sizes": "512x512", "type": "image/png"},
        {"src": static("icons/maskable.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        {"src": static("favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
    ]
    return {
        "id": "/",
        "name": "StageSlot",
        "short_name": "StageSlot",
        "description": gettext("Live music without double bookings: bands, venues and nights that fit."),
        "lang": get_language(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": BACKGROUND,
        "theme_color": BACKGROUND,
        "icons": icons,
    }
