"""What all pages together may cost the site for one visitor without an account, whichever pages they are.

Seconds that a thread works for one address (IPv6: its /64) are added up by the minute. So every address of the site is
limited by what it costs, those that are yet to be written too, and cheap pages as good as not at all. The API counts
requests besides (`api.protocol.auth`).
"""

import time
from collections.abc import Callable

import redis
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from web.clients import client_network
from web.limits import WINDOW_SECONDS
from web.refusals import say_refusal
from web.valkey import valkey

FREE = ("/health", "/metrics", "/api/")
COUNTED = "/api/v1/docs"
"""A page like others below an address whose calls are counted one by one."""


class VisitorBudgetMiddleware:
    """Answers 429 to an address whose budget of this minute is used up. Comes after authentication.

    `RATE_LIMITS=off` or `VISITOR_SECONDS=0` turn it off. Without Valkey nobody is refused.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _counts(request):
            return self.get_response(request)
        window, passed = divmod(int(time.time()), WINDOW_SECONDS)
        key = f"budget:{client_network(request)}:{window}"
        if _spent(key) >= settings.VISITOR_SECONDS:
            return _too_much(request, WINDOW_SECONDS - passed)
        began = time.perf_counter()
        response = self.get_response(request)
        _spend(key, time.perf_counter() - began)
        return response


def _counts(request: HttpRequest) -> bool:
    if not (settings.RATE_LIMITS and settings.VISITOR_SECONDS):
        return False
    if request.path_info.startswith(FREE) and request.path_info != COUNTED:
        return False
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return not (has_session and request.user.is_authenticated)


def _spent(key: str) -> float:
    try:
        found = valkey().get(key)
    except redis.RedisError:
        return 0.0
    return float(found) if isinstance(found, bytes | str) else 0.0


def _spend(key: str, seconds: float) -> None:
    try:
        pipeline = valkey().pipeline(transaction=False)
        pipeline.incrbyfloat(key, seconds)
        pipeline.expire(key, 2 * WINDOW_SECONDS)
        pipeline.execute()
    except redis.RedisError:
        return


def _too_much(request: HttpRequest, wait_seconds: int) -> HttpResponse:
    sentence = _("Your network has asked for too much at once. Try again in %(seconds)s seconds.")
    response = say_refusal(request, _("One moment"), [sentence % {"seconds": wait_seconds}], 429)
    response.headers["Retry-After"] = str(wait_seconds)
    response.headers["Cache-Control"] = "no-store"
    return response
