"""When the present request began.

What a request reads of somebody's rights is at least as new as that. A grant that it signs carries this moment: had it
that of its signature, a right that ends between the check and the signature would outlive its end.
"""

import time
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

_began_at: ContextVar[float | None] = ContextVar("request_began_at", default=None)


class MomentMiddleware:
    """Stands first, before anything is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        before = _began_at.set(time.time())
        try:
            return self.get_response(request)
        finally:
            _began_at.reset(before)


def request_began_at() -> float:
    """In seconds of Unix time; now, where there is no request."""
    return _began_at.get() or time.time()
