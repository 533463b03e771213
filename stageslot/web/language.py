"""The language in the address: `?lang=de` shows any page in German, to whomever, and is remembered nowhere.

Search engines list a page once a language, and a link that somebody sends opens in the language it was read in.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

LANG = "lang"


class AddressLanguageMiddleware:
    """Speak the language that the address of a GET asks for; what is none of ours is ignored.

    It stands below those that read cookie, browser and person: what the address says goes before them all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if language := asked_language(request):
            translation.activate(language)
            request.LANGUAGE_CODE = language  # as LocaleMiddleware does
        return self.get_response(request)


def asked_language(request: HttpRequest) -> str:
    """The language in the address, or an empty text where it names none that we speak."""
    asked = request.GET.get(LANG, "") if request.method in ("GET", "HEAD") else ""
    return asked if asked in dict(settings.LANGUAGES) else ""


def without_language(request: HttpRequest) -> str:
    """The address of the page, path and query, without its language: where to go on in another."""
    query = request.GET.copy()
    query.pop(LANG, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
