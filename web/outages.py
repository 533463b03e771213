"""What the site answers while PostgreSQL or the disk fails it: 503, and when to try again (RFC 9110, 15.6.4)."""

import errno
import sys
from collections.abc import Iterator
from typing import TypeVar

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

Answer = TypeVar("Answer", bound=HttpResponse)
RETRY_AFTER_SECONDS = 10
DISK_FAILURES = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)


def is_outage(error: BaseException | None) -> bool:
    """Whether an exception, or one that led to it, comes from a database or disk that is away, full or overloaded."""
    return any(
        isinstance(each, OperationalError | InterfaceError)
        or (isinstance(each, OSError) and each.errno in DISK_FAILURES)
        for each in _with_causes(error)
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`, which it calls while the exception is being handled."""
    if not is_outage(sys.exception()):
        return defaults.server_error(request)
    return with_retry(HttpResponse(render_to_string("503.html"), status=503))


def with_retry(response: Answer) -> Answer:
    """The 503 with the seconds after which to ask again; no cache stores it."""
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__
