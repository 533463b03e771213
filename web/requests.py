"""The id of a request, which its log lines and its answer carry."""

import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
SAFE = re.compile(r"[A-Za-z0-9._-]{1,64}")

_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Of the request that this thread answers; empty outside of one."""
    return _current.get()


class RequestIdMiddleware:
    """Takes over the id that the proxy gave, or makes one, and returns it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        request_id = given if SAFE.fullmatch(given) else uuid.uuid4().hex
        _current.set(request_id)
        response = self.get_response(request)
        response.headers[HEADER] = request_id
        return response


def forget_request(**_signal: object) -> None:
    """Django logs a refusal after its middleware: the id stays until the answer is over."""
    _current.set("")


request_finished.connect(forget_request, dispatch_uid="request id")
