"""What a secret link shows, to anybody: page, frame, calendar and paper. They set no cookie and run no script.

What costs stands in the cache by the version of the band's calendar, without the secret. An ETag is made of the content
alone: one made of the version would tell strangers when members edit their time.
"""

import logging
from collections.abc import Callable
from functools import partial, wraps
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header, quote_etag
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from bands.access import get_share_by_token
from bands.feeds import availability_ics
from bands.models import Share
from bands.pdf import as_of, availability_pdf, zone_note
from bands.queries import SharedNights, is_share_live, shared_nights, tonight
from web.security import shared_policy

KEPT_SECONDS = 15 * 60
THEMES = ("light", "dark")
NEXT_SHOWN = 8
HTML = "text/html; charset=utf-8"
log = logging.getLogger(__name__)


def by_link(view: Callable[..., HttpResponse], *, is_framed: bool = False) -> Callable[..., HttpResponse]:
    """A view of the share whose address this is, in the language of `?lang=`.

    404 for an address that never was, 410 for one that is over. A framed one opens in pages of the sites that the share
    names, and in none if it names none; X-Frame-Options knows no such list, so it is left to frame-ancestors.
    """

    @require_safe
    @wraps(view)
    def shown(request: HttpRequest, token: str) -> HttpResponse:
        share = get_share_by_token(token)
        sites = share.embed_origins if is_framed else []
        with override(_language(request)):
            response = view(request, share, token) if is_share_live(share, now()) else _gone(request)
            response.headers["Content-Language"] = get_language()
        response.headers["Content-Security-Policy"] = shared_policy(sites)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin" if sites else "same-origin"
        response.xframe_options_exempt = bool(sites)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    return shown


@by_link
def shared(request, share, token):
    """The band's nights as a page."""
    return _page(request, share, token, "bands/shared.html")


def _shared_embed(request, share, token):
    """The band's nights for a frame in somebody else's page."""
    return _page(request, share, token, "bands/shared_embed.html")


shared_embed = by_link(_shared_embed, is_framed=True)


@by_link
def shared_ics(request, share, token):
    """The nights that can be asked for, to subscribe to."""
    content = _kept(share, "ics", partial(availability_ics, share))
    return _conditional(request, content, "text/calendar; charset=utf-8")


@by_link
def shared_pdf(request, share, token):
    """All nights on one sheet of paper."""
    response = _conditional(request, _kept(share, "pdf", availability_pdf), "application/pdf")
    name = f"{share.party.slug}-{tonight(share.party)}.pdf"
    response.headers["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return response


def _language(request: HttpRequest) -> str:
    chosen = request.GET.get("lang", "")
    return chosen if chosen in dict(settings.LANGUAGES) else get_language()


def _theme(request: HttpRequest) -> str:
    chosen = request.GET.get("theme", "")
    return chosen if chosen in THEMES else ""


def _page(request: HttpRequest, share: Share, token: str, template: str) -> HttpResponse:
    context = {
        "band": share.party.name,
        "token": token,
        "language": get_language(),
        "theme": _theme(request),
        "nights": SafeString(_kept(share, "nights", _nights)),
    }
    return _conditional(request, render_to_string(template, context), HTML)


def _nights(nights: SharedNights) -> str:
    context = {
        "as_of": as_of(nights),
        "zone_note": zone_note(nights),
        "next": [(night.night, night.strip) for night in nights.open_nights[:NEXT_SHOWN]],
        "months": nights.months(),
    }
    return render_to_string("bands/_shared_nights.html", context)


def _gone(request: HttpRequest) -> HttpResponse:
    context = {"language": get_language(), "theme": _theme(request)}
    return render(request, "bands/shared_gone.html", context, status=410)


def _kept(share: Share, kind: str, write: Callable[[SharedNights], Any]) -> Any:
    """What `write` makes of the share's nights, from the cache if it is there. Without a cache it is only slower."""
    party = share.party
    parts = (kind, share.pk, party.version, party.calendar.version, tonight(party), get_language())
    key = "shared:" + blake2b(repr(parts).encode(), digest_size=16).hexdigest()
    try:
        if (content := cache.get(key)) is not None:
            return content
    except RedisError:
        log.warning("the cache cannot be read", exc_info=True)
    content = write(shared_nights(share))
    try:
        cache.set(key, content, KEPT_SECONDS)
    except RedisError:
        log.warning("the cache cannot be written", exc_info=True)
    return content


def _conditional(request: HttpRequest, content: str | bytes, content_type: str) -> HttpResponse:
    body = content if isinstance(content, bytes) else content.encode()
    etag = quote_etag(blake2b(body, digest_size=16).hexdigest())
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(body, content_type=content_type, headers={"ETag": etag})
    return response
