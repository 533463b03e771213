"""Headers that tell the browser what our pages may do: load and run only what we serve ourselves."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PERMISSIONS = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(self), gyroscope=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)"
)


def page_policy(
    players: Sequence[str] = (), *, is_framed: bool = False, form_targets: Sequence[str] = (), style_nonce: str = ""
) -> str:
    """Content-Security-Policy of our own pages: nothing but what is named; no inline script or style, no third party.

    `players` are the origins whose frames the page may load, after a click; `is_framed`: our own pages may frame it;
    `form_targets` are the origins to which its forms may lead; `style_nonce`: what a library of ours marks its styles
    with, drawn anew for each answer.
    """
    return _policy(
        {
            "default-src": ["'none'"],
            "script-src": ["'self'"],
            "style-src": ["'self'", *([f"'nonce-{style_nonce}'"] if style_nonce else [])],
            "font-src": ["'self'"],
            "manifest-src": ["'self'"],
            "frame-src": ["'self'", *players],
            "connect-src": ["'self'", *_origins(settings.LIVE_URL, settings.FILES_URL)],
            "img-src": ["'self'", "data:", *settings.CSP_MEDIA_ORIGINS, *_tile_origin()],
            "media-src": ["'self'", *settings.CSP_MEDIA_ORIGINS],
            # Chromium holds redirects that follow a form to this list too, hence the sign-in providers.
            "form-action": ["'self'", *settings.CSP_FORM_TARGETS, *form_targets],
        },
        ["'self'"] if is_framed else (),
    )


def private_kit_policy(players: Sequence[str] = ()) -> str:
    """The policy of a press kit behind a secret link: our scripts and media, the frames of these origins, no form, and
    no word to anybody."""
    return _policy(
        {
            "default-src": ["'none'"],
            "script-src": ["'self'"],
            "style-src": ["'self'"],
            "font-src": ["'self'"],
            "img-src": ["'self'", *settings.CSP_MEDIA_ORIGINS],
            "media-src": ["'self'", *settings.CSP_MEDIA_ORIGINS],
            "form-action": ["'none'"],
        }
        | ({"frame-src": list(players)} if players else {})
    )


def shared_policy(frame_ancestors: Sequence[str] = ()) -> str:
    """The policy of pages that strangers open by a secret link: no script, no form. These origins may frame them."""
    return _policy(
        {
            "default-src": ["'none'"],
            "style-src": ["'self'"],
            "font-src": ["'self'"],
            "img-src": ["'self'"],
            "form-action": ["'none'"],
        },
        frame_ancestors,
    )


def admin_policy() -> str:
    """The admin's policy: its theme evaluates the expressions of its attributes (Alpine) and styles elements in place
    (docs/security.md). No inline script runs, and everything else stays ours."""
    return _policy(
        {
            "default-src": ["'none'"],
            "script-src": ["'self'", "'unsafe-eval'"],
            "style-src": ["'self'", "'unsafe-inline'"],
            "font-src": ["'self'"],
            "connect-src": ["'self'"],
            "manifest-src": ["'self'"],
            "img-src": ["'self'", "data:", "blob:"],
            "form-action": ["'self'"],
        }
    )


class SecurityHeadersMiddleware:
    """Set the policies on every answer; a view that needs another Content-Security-Policy sets its own first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.page_policy = page_policy()
        self.admin_policy = admin_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.DEBUG and response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR:
            return response  # Django's traceback brings its own inline styles and scripts
        policy = self.admin_policy if _is_admin(request) else self.page_policy
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        # Other sites cannot draw what is ours into their pages; what is made for that says so itself.
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def _is_admin(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.namespaces[:1] == ["admin"]


def _origins(*addresses: str) -> list[str]:
    """Where addresses of other servers of ours lead; nothing for those on the same origin."""
    found = [urlsplit(address) for address in addresses]
    return [f"{each.scheme}://{each.netloc}" for each in found if each.netloc]


def _tile_origin() -> list[str]:
    """Of the server of map tiles, where there is one; its address may name several by a letter, as {s} does."""
    tiles = urlsplit(settings.MAP_TILES_URL)
    host = tiles.netloc.replace("{s}", "*")
    return [f"{tiles.scheme}://{host}"] if host else []


def _policy(sources: dict[str, list[str]], frame_ancestors: Sequence[str] = ()) -> str:
    ancestors = list(frame_ancestors) or ["'none'"]
    closed = {"base-uri": ["'none'"], "object-src": ["'none'"], "frame-ancestors": ancestors}
    return "; ".join(f"{name} {' '.join(allowed)}" for name, allowed in (sources | closed).items())
