"""The language in the address: `?lang=de` shows any page in German, to whomever, and is remembered nowhere.

Search engines list a page once a language, and a link that somebody sends opens in the language it was read in. What
is put into a page later, by htmx, speaks as the page does.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

LANG = "lang"
PAGE_LANGUAGE = "Page-Language"
"""The header by which a fragment is asked for in the language of its page (static/js/app.js)."""


class AddressLanguageMiddleware:
    """Speak the language that the address of a GET asks for, a fragment else that of its page; what is none of ours is
    ignored.

    It stands below those that read cookie, browser and person: what the address says goes before them all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if language := asked_language(request) or page_language(request):
            translation.activate(language)
            request.LANGUAGE_CODE = language  # as LocaleMiddleware does
        response = self.get_response(request)
        if _is_fragment(request):
            patch_vary_headers(response, [PAGE_LANGUAGE])
        return response


def asked_language(request: HttpRequest) -> str:
    """The language in the address, or an empty text where it names none that we speak."""
    return _spoken(request.GET.get(LANG, "")) if request.method in ("GET", "HEAD") else ""


def page_language(request: HttpRequest) -> str:
    """The language of the page that a fragment is asked for, or an empty text: a page has none but its own."""
    return _spoken(request.headers.get(PAGE_LANGUAGE, "")) if _is_fragment(request) else ""


def _is_fragment(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


def _spoken(language: str) -> str:
    return language if language in dict(settings.LANGUAGES) else ""


def without_language(request: HttpRequest) -> str:
    """The address of the page, path and query, without its language: where to go on in another."""
    query = request.GET.copy()
    query.pop(LANG, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
