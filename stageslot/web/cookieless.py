"""What stands in other people's sites and programs is the same for everybody: no cookie is read there, and none set."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from stageslot.web.language import asked_language

PATHS = re.compile(r"/(embed/|media/|(acts|venues)/[^/]+/calendar\.(ics|json)$)")
FILES = "/media/"
"""Pictures and sounds speak no language."""


class CookielessMiddleware:
    """Hide the cookies of who asks for a file, a frame or an open calendar from all that follows: sessions, languages,
    themes.

    Comes before whatever reads them. An address that names its language answers alike in every browser, and says so to
    caches.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not PATHS.match(request.path_info):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        if asked_language(request) or request.path_info.startswith(FILES):
            response.headers.pop("Vary", None)
        return response
