"""What stands in other people's sites and programs is the same for everybody: no cookie is read there, and none set."""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, HttpResponse, parse_cookie

from web.language import asked_language

PATHS = re.compile(r"/(embed/|media/|drawn/|(acts|venues)/[^/]+/calendar\.(ics|json)$)")
FILES = ("/media/", "/drawn/")
"""Pictures and sounds speak no language."""
HIDDEN = "stageslot.cookies"


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
        request.META[HIDDEN] = request.META.pop("HTTP_COOKIE", "")
        response = self.get_response(request)
        if asked_language(request) or request.path_info.startswith(FILES):
            response.headers.pop("Vary", None)
        return response


def who_asks(request: HttpRequest) -> Any:
    """Whose browser it is whose cookies are hidden: for what is not for everybody after all. Two queries at most, none
    for who has no session; the answer is theirs alone, and the view has to say so to caches."""
    key = parse_cookie(request.META.get(HIDDEN, "")).get(settings.SESSION_COOKIE_NAME)
    asker = HttpRequest()
    asker.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return get_user(asker)
