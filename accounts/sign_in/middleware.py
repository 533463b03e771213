"""Language and clock follow the person who is signed in, and no cache keeps what they read."""

import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from web.security_log import log_security

KEPT_BY_NOBODY = "private, no-store"
DAY_SECONDS = 24 * 60 * 60


class PersonMiddleware:
    """Speak the person's language, unless this browser was told another, and show times as on their clock. Unless the
    view says otherwise, neither the browser nor a proxy stores the answer.

    Asks who it is only where there is a session, so that public pages stay free of it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        if _is_too_old(request):
            log_security("session_expired", request=request)
            logout(request)
            return self.get_response(request)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(ZoneInfo(request.user.timezone)):
            response = self.get_response(request)
        response.headers.setdefault("Cache-Control", KEPT_BY_NOBODY)
        return response


def _is_too_old(request: HttpRequest) -> bool:
    """Whether the first sign-in of this session was more than SESSION_DAYS_MAX days ago."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[0]["at"] > settings.SESSION_DAYS_MAX * DAY_SECONDS
