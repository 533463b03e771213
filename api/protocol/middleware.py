"""What Django itself answers under /api/ (405, 400, 404 of no route) is a problem document too."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from api.protocol.problems import problem

PREFIX = "/api/"
KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


class ProblemMiddleware:
    """Replaces every error under /api/ that is no problem document yet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECURE_SSL_REDIRECT and request.path.startswith(PREFIX) and not request.is_secure():
            return problem(400, "https-required", _("Send this over HTTPS. Replace the token that you have sent."))
        response = self.get_response(request)
        if response.status_code < 400 or not request.path.startswith(PREFIX):
            return response
        if "json" in response.get("Content-Type", ""):
            return response
        told = _problem_of(response)
        for name in KEPT_HEADERS:
            if name in response:
                told[name] = response[name]
        return told


def _problem_of(response: HttpResponse) -> HttpResponse:
    """What a middleware refused says why (`web.body_limits`); of everything else only the status is known."""
    if refusal := getattr(response, "refusal", None):
        return problem(refusal.status, refusal.slug, refusal.detail, title=refusal.title)
    return problem(response.status_code)
