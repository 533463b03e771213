"""Answers that come after the same time whether or not an address has an account."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

FLOOR_SECONDS = 0.1
"""The work differs by less than 10 ms where nothing is hashed."""
PAGES = {"/account/signup/", "/account/login/code/", "/account/password/reset/"}
"""Forms that take an address and must not tell whether it is known."""


class EvenTimeMiddleware:
    """Hold the answer of these forms until `FLOOR_SECONDS` after the request. Their limits keep it rare."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or request.path not in PAGES:
            return self.get_response(request)
        began = time.monotonic()
        response = self.get_response(request)
        time.sleep(max(0.0, FLOOR_SECONDS - (time.monotonic() - began)))
        return response
