"""How the API says no: RFC 9457 problem details, one way for every error there is."""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as RequestInvalid

from idempotency.errors import KeyInvalid, OtherBody
from web import outages
from web.dates import say_full_day
from web.errors import Refusal
from web.limits import TooManyRequests

CONTENT_TYPE = "application/problem+json"
WHOLE_REQUEST = "__all__"
KEY_HEADER = "Idempotency-Key"

logger = logging.getLogger(__name__)


def problem(status: int, slug: str = "", detail: object = "", *, title: object = "", **extra: object) -> JsonResponse:
    """A problem document. `slug` ends its `type`; without one the type is about:blank and the title that of HTTP."""
    kind = f"{settings.SITE_URL}/api/v1/problems/{slug}" if slug else "about:blank"
    heading = str(title) if title else HTTPStatus(status).phrase
    body = {"type": kind, "title": heading, "status": status, "detail": str(detail) or heading, **extra}
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def install(api: NinjaAPI) -> None:
    """Answer every exception that a call may raise with a problem."""
    answers: tuple[tuple[type[Exception], Callable[..., JsonResponse]], ...] = (
        (Refusal, _refusal),
        (ValidationError, _invalid),
        (RequestInvalid, _request_invalid),
        (HttpError, _http_error),
        (AuthenticationError, _nobody),
        (PermissionDenied, _forbidden),
        (Http404, _not_found),
        (TooManyRequests, _too_many),
        (Exception, _broken),
    )
    for exception, answer in answers:
        api.add_exception_handler(exception, answer)


def _refusal(request: HttpRequest, error: Refusal) -> JsonResponse:
    extra = {"conflicts": [], "alternatives": []} | error.extra if error.slug == "taken" else error.extra
    if isinstance(error, KeyInvalid | OtherBody):
        extra = {"errors": {KEY_HEADER: [str(error.detail)]}}
    response = problem(error.status, error.slug, error.detail, title=error.title, **extra)
    if error.wait_seconds is not None:
        response["Retry-After"] = str(error.wait_seconds)
    return response


def _invalid(request: HttpRequest, error: ValidationError) -> JsonResponse:
    errors = error.message_dict if hasattr(error, "error_dict") else {WHOLE_REQUEST: error.messages}
    return _unprocessable(errors)


def _request_invalid(request: HttpRequest, error: RequestInvalid) -> JsonResponse:
    errors: dict[str, list[str]] = {}
    for each in error.errors:
        errors.setdefault(_field(each["loc"]), []).append(each["msg"])
    return _unprocessable(errors)


def _field(location: tuple) -> str:
    """("body", "payload", "spots", 0, "role") is `spots.0.role`; ("query", "from") is `from`."""
    skipped = 2 if location[0] == "body" else 1
    return ".".join(map(str, location[skipped:])) or WHOLE_REQUEST


def _unprocessable(errors: dict[str, list[str]]) -> JsonResponse:
    return problem(422, "invalid", _("Some values aren’t valid. See `errors`."), errors=errors)


def _http_error(request: HttpRequest, error: HttpError) -> JsonResponse:
    return problem(error.status_code, detail=error)


def _nobody(request: HttpRequest, error: Exception) -> JsonResponse:
    if expired_at := getattr(error, "expired_at", None):
        detail = _("This token expired on %(day)s. Create a new one.") % {"day": say_full_day(expired_at)}
        response = problem(401, "token-expired", detail, title=_("The token has expired"))
        response["WWW-Authenticate"] = 'Bearer realm="StageSlot", error="invalid_token"'
        return response
    response = problem(401, "unauthorized", _("Send a token: Authorization: Bearer ..., or sign in."))
    response["WWW-Authenticate"] = 'Bearer realm="StageSlot"'
    return response


def _forbidden(request: HttpRequest, error: Exception) -> JsonResponse:
    return problem(403, "forbidden", error)


def _not_found(request: HttpRequest, error: Exception) -> JsonResponse:
    return problem(404, "not-found")


def _too_many(request: HttpRequest, error: TooManyRequests) -> JsonResponse:
    response = problem(429, "too-many-requests", _("Too many requests. Wait a little."))
    response["Retry-After"] = str(error.wait_seconds)
    return response


def _broken(request: HttpRequest, error: Exception) -> JsonResponse:
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    if outages.is_outage(error):
        return outages.with_retry(
            problem(503, "unavailable", _("We can’t reach our data right now. Please try again in a minute."))
        )
    return problem(500)


def renamed(error: ValidationError, names: Mapping[str, str]) -> ValidationError:
    """What is wrong, at the fields by which a program sends it."""
    if not hasattr(error, "error_dict"):
        return error
    return ValidationError({names.get(name, name): texts for name, texts in error.message_dict.items()})
