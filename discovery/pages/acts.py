"""The page of an act, rendered once for everybody who is not signed in.

What is kept is found by the versions of the act and its calendar (one look-up, on every request) and by the fingerprint
of what others may change on it (asked at most once a second by each process). So a suspended host, or an act that is
no longer public, leaves the page within a second, and whatever concerns the act itself at once.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject
from django.utils.http import quote_etag
from django.utils.timezone import get_current_timezone_name
from redis.exceptions import RedisError

from bookings.calendars import PublicCalendar
from bookings.calendars.asked import Asked
from discovery.queries.acts import Told, told_of
from web import fragments
from web.context import THEME_COOKIE, THEMES
from web.language import asked_language

KEPT_SECONDS = 15 * 60
PARAMETERS = frozenset({"month", "view", "from", "lang"})
"""What makes another page of it. Whoever makes up other ones is answered, and fills no cache."""
TOKEN = SimpleLazyObject(lambda: salted_hmac("discovery.act_pages", "csrf").hexdigest())
"""Stands for the CSRF token in what is kept; nobody who writes on a page can know it."""
Render = Callable[[Told], tuple[str, str]]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class KeptPage:
    """A page in the pieces between which tokens stand, the policy that goes with it, and the hash of both."""

    pieces: list[bytes]
    policy: str
    digest: str


def is_for_all(request: HttpRequest, calendar: PublicCalendar) -> bool:
    """Whether everybody would get the very same page: nobody is signed in, and nothing waits to be told."""
    told_apart = (settings.SESSION_COOKIE_NAME, "messages")
    return _is_one_of_ours(request) and calendar.party.is_public and not request.COOKIES.keys() & set(told_apart)


def _is_one_of_ours(request: HttpRequest) -> bool:
    """Whether its address and its theme are such as we write ourselves."""
    if request.COOKIES.get(THEME_COOKIE, "system") not in THEMES:
        return False
    said, written = request.GET, request.META.get("QUERY_STRING", "")
    if not written:
        return True
    is_said_once = said.keys() <= PARAMETERS and all(len(values) == 1 for _name, values in said.lists())
    is_spoken = "lang" not in said or bool(asked_language(request))
    return is_said_once and is_spoken and not {"month", "from"} <= said.keys() and said.urlencode() == written


def kept_page(request: HttpRequest, calendar: PublicCalendar, asked: Asked, render: Render) -> KeptPage:
    """The page from this process, from the cache, or rendered. `render` is given what was read, and returns the page
    with `TOKEN` for each token, and its policy."""
    shown = (request.COOKIES.get(THEME_COOKIE, ""), asked.query, request.GET.get("lang", ""), request.get_full_path())
    near_key = calendar.key(f"act page {get_current_timezone_name()} {shown}")
    if (page := fragments.near.get(near_key)) is not None:
        return page
    told = told_of(calendar.party.pk)
    # The page names files by what is in them: after an update of the site they are called otherwise.
    key = fragments.key_of("act-page", near_key, told.fingerprint, static("css/site.css"), static("js/app.js"))
    if (page := _read(key)) is None:
        page = _made(*render(told))
        _write(key, page)
    fragments.near.set(near_key, page)
    return page


def answer(request: HttpRequest, page: KeptPage) -> HttpResponse:
    """The page with the asker's own tokens, or 304 for who has it. A browser without a token yet gets one, so its page
    is always sent."""
    own = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    etag = quote_etag(blake2b(f"{page.digest} {own}".encode(), digest_size=16).hexdigest())
    response = get_conditional_response(request, etag=etag) if own else None
    if response is None:
        token = get_token(request)
        response = HttpResponse(token.encode().join(page.pieces))
        if own:
            response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Language, Cookie"
    response.headers["Content-Security-Policy"] = page.policy
    return response


def rendered(request: HttpRequest, template: str, context: dict[str, object]) -> str:
    """The page with `TOKEN` in place of every token."""
    return render_to_string(template, context | {"csrf_token": str(TOKEN)}, request)


def _made(html: str, policy: str) -> KeptPage:
    page = html.encode()
    digest = blake2b(page, digest_size=16)
    digest.update(policy.encode())
    return KeptPage(page.split(str(TOKEN).encode()), policy, digest.hexdigest())


def _read(key: str) -> KeptPage | None:
    try:
        return cache.get(key)
    except RedisError:
        log.warning("the cache cannot be read", exc_info=True)
        return None


def _write(key: str, page: KeptPage) -> None:
    try:
        cache.set(key, page, KEPT_SECONDS)
    except RedisError:
        log.warning("the cache cannot be written", exc_info=True)
