"""Whether the settings fit the proxy in front of the site (docs/proxy.md).

What only requests show is noticed at the first of them: each process checks what its requests carry, and leaves a mark
in Valkey that `/health` reads.
"""

import logging
import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

import redis
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.http import HttpRequest, HttpResponse

from web.valkey import as_text, valkey

KEY = "proxy:fault"
LASTS_SECONDS = 600
FAULTS = {
    "untrusted": "A proxy forwards requests, but TRUSTED_PROXIES is 0: all visitors share the limits of one address.",
    "too_few": "X-Forwarded-For names fewer addresses than TRUSTED_PROXIES: the setting is higher than it should be.",
    "not_forwarded": "TRUSTED_PROXIES is set, but the proxy sends no X-Forwarded-For: all visitors share one address.",
    "redirect_loop": "The proxy was asked by https, but BEHIND_PROXY is off: each answer is a redirect to itself.",
}

logger = logging.getLogger(__name__)


class ProxyMiddleware:
    """Notices requests that the settings do not expect. Comes before the redirect to https."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._noticed: dict[str, float] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        fault = find_fault(request)
        if fault:
            self._tell(fault)
        return self.get_response(request)

    def _tell(self, fault: str) -> None:
        """The log once, and /health now and then: it forgets a fault that is mended."""
        at = time.monotonic()
        if fault not in self._noticed:
            logger.warning(FAULTS[fault])
        elif at - self._noticed[fault] < LASTS_SECONDS / 2:
            return
        self._noticed[fault] = at
        _leave_mark(fault)


def find_fault(request: HttpRequest) -> str | None:
    """The key in FAULTS of what is wrong. Only requests from private addresses count, where proxies are: anybody on the
    internet can send such headers."""
    if request.path == "/health" or not _is_private(request.META.get("REMOTE_ADDR", "")):
        return None
    forwarded = [part for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if request.headers.get("X-Forwarded-Proto") == "https" and settings.IS_SECURE and not settings.BEHIND_PROXY:
        return "redirect_loop"
    if forwarded and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return "untrusted"
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT and not forwarded:
        return "not_forwarded" if settings.IS_SECURE else None
    return "too_few" if len(forwarded) < settings.ALLAUTH_TRUSTED_PROXY_COUNT else None


def last_fault() -> str | None:
    """The key in FAULTS of what processes have noticed since they started, for ten minutes. Raises RedisError."""
    mark = valkey().get(KEY)
    return as_text(mark) if isinstance(mark, bytes | str) else None


@register(Tags.security, deploy=True)
def check_settings(**_options: Any) -> list[CheckMessage]:
    """What the settings alone show: `manage.py check --deploy`."""
    found: list[CheckMessage] = []
    if settings.IS_SECURE and settings.SECURE_SSL_REDIRECT and not settings.BEHIND_PROXY:
        found.append(
            Warning(
                "SITE_URL is https, but BEHIND_PROXY is off: the page server speaks no TLS, so each page is a redirect"
                " to itself.",
                hint="Set BEHIND_PROXY=true behind a proxy that sets X-Forwarded-Proto (docs/proxy.md).",
                id="web.W001",
            )
        )
    if settings.BEHIND_PROXY and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        found.append(
            Warning(
                "BEHIND_PROXY is on, but TRUSTED_PROXIES is 0: all visitors share the limits of one address.",
                hint="Set TRUSTED_PROXIES to how many proxies append to X-Forwarded-For, mostly 1 (docs/proxy.md).",
                id="web.W002",
            )
        )
    return found


def _is_private(address: str) -> bool:
    try:
        return ip_address(address).is_private
    except ValueError:
        return True


def _leave_mark(fault: str) -> None:
    try:
        valkey().set(KEY, fault, ex=LASTS_SECONDS)
    except redis.RedisError:
        logger.warning("a wrong setting for the proxy could not be told")
