"""How large a request may be: as large as a form, and larger only where somebody who is signed in sends a file.

`settings.UPLOAD_BYTES_MAX` is the one table of the addresses that take files. The page server asks here before it reads
a large body (`stageslot/pages.py`). Behind any other server, Django reads a body only after its length is checked here.
Services that show a secret have a table of their own, `settings.WEBHOOK_BYTES_MAX`.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from web.errors import Refusal
from web.refusals import API_PREFIX, say_refusal

ASKS_LIMIT = "stageslot.asks_limit"
LIMIT = "stageslot.limit"
"""A server sets the first in the environ to ask whether a body may come; the second is how large it may become."""
MEGABYTE = 1024 * 1024


class TooLarge(Refusal):
    status = 413
    slug = "too-large"
    title = gettext_lazy("This is too large")


class BodyLimitMiddleware:
    """Refuse what is too large before anything reads it. Comes after those that know who asks and in which language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = _announced_bytes(request)
        if size <= settings.FORM_BYTES_MAX:
            return self.get_response(request)
        limit = body_limit(request)
        if size > limit:
            return _refuse(request)
        if ASKS_LIMIT in request.META:
            request.META[LIMIT] = limit
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
        return self.get_response(request)


def body_limit(request: HttpRequest) -> int:
    """How many bytes this request may have: beside its file there is room for the rest of the form."""
    if request.user.is_authenticated:
        return settings.FORM_BYTES_MAX + _upload_limit(request)
    return settings.FORM_BYTES_MAX + (_limit(request, settings.WEBHOOK_BYTES_MAX) if _shows_secret(request) else 0)


def _shows_secret(request: HttpRequest) -> bool:
    """Whether a service has authenticated (RFC 7617). The view checks it again."""
    expected = f"Basic {b64encode(settings.WEBHOOK_SECRET.encode()).decode()}"
    shown = request.META.get("HTTP_AUTHORIZATION", "")
    return bool(settings.WEBHOOK_SECRET) and constant_time_compare(shown, expected)


def _upload_limit(request: HttpRequest) -> int:
    return _limit(request, settings.UPLOAD_BYTES_MAX)


def _limit(request: HttpRequest, table: Mapping[str, int]) -> int:
    try:
        return table.get(resolve(request.path_info).view_name, 0)
    except Resolver404:
        return 0


def _announced_bytes(request: HttpRequest) -> int:
    """As Django reads it, which takes what is no number for nothing."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _refuse(request: HttpRequest) -> HttpResponse:
    """Names the limit of the file, or of the form where no file can be sent."""
    limit = (_upload_limit(request) if request.user.is_authenticated else 0) or settings.FORM_BYTES_MAX
    sentence = _("You can send at most %(megabytes)d MB here.") % {"megabytes": limit // MEGABYTE}
    if not request.user.is_authenticated and _upload_limit(request):
        sentence = _("Sign in to upload files.")
    refusal = TooLarge(sentence)
    if request.path.startswith(API_PREFIX):
        response = HttpResponse(status=refusal.status)
        response.refusal = refusal  # type: ignore[attr-defined]  # worded by the API
        return response
    return say_refusal(request, str(refusal.title), [sentence], refusal.status)
