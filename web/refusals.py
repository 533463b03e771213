"""How a page says that something is not possible: the way every uncaught Refusal of an action ends."""

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from web.errors import Refusal
from web.security_log import log_refusal

API_PREFIX = "/api/"


class RefusalMiddleware:
    """Answer a Refusal with its own status, and bad input that no form caught with 422, in words.

    htmx gets a note that it puts above what it would have replaced, so that nothing typed is lost. The API has its own
    answers (problem+json).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.FORBIDDEN:
            log_refusal("access_refused", request=request)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if request.path.startswith(API_PREFIX):
            return None
        if isinstance(error, Refusal):
            return say_refusal(request, str(error.title), [str(error.detail)], error.status)
        if isinstance(error, ValidationError):
            return say_refusal(request, "", list(_sentences(error)), 422)
        return None


def say_refusal(request: HttpRequest, title: str, sentences: list[str], status: int) -> HttpResponse:
    """The refusal as a page, or as a fragment for htmx."""
    context = {"title": title, "sentences": [text for text in sentences if text != title], "status": status}
    is_fragment = bool(getattr(request, "htmx", False))
    response = render(request, "_refused.html" if is_fragment else "refused.html", context, status=status)
    if is_fragment:
        response["HX-Reswap"] = "afterbegin show:top"
    return response


def too_many(request: HttpRequest) -> HttpResponse:
    """What django-allauth answers beyond one of its limits (`handler429` of `stageslot.urls`)."""
    log_refusal("limit_reached", request=request)
    return say_refusal(request, _("Too many tries"), [_("Wait a few minutes, then try again.")], 429)


def _sentences(error: ValidationError):
    if not hasattr(error, "error_dict"):
        yield from error.messages
        return
    for field, texts in error.message_dict.items():
        for text in texts:
            yield text if field == NON_FIELD_ERRORS else f"{field}: {text}"
