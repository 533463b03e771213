"""The request as our views see it, and the one htmx rule that concerns all of them: how a signed-out click signs in."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """A request that went through HtmxMiddleware: `request.htmx` is true when htmx asks for a fragment."""

    htmx: HtmxDetails


def current_page(request: HtmxRequest) -> str | None:
    """The path of the page that htmx stands on; None where it says none of ours, or what is no address at all."""
    try:
        return request.htmx.current_url_abs_path
    except ValueError:
        return None


class LoginRedirectMiddleware:
    """Turn a fragment's redirect to the sign-in page into one of the whole page.

    Without it htmx would follow the 302 and put the sign-in form into the fragment's place. The person comes back
    to the page they were on, not to the bare fragment.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HtmxRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.htmx or response.status_code != 302 or not _leads_to_login(response):
            return response
        page = current_page(request) or "/"
        return HttpResponseClientRedirect(redirect_to_login(page)["Location"])


def _leads_to_login(response: HttpResponse) -> bool:
    entrances = {urlsplit(resolve_url(each)).path for each in (settings.LOGIN_URL, "account_signup")}
    return urlsplit(response["Location"]).path in entrances
