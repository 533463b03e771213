"""Who sits at the very machine that the site runs on."""

from ipaddress import ip_address

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.request import split_domain_port

NAMES = ("localhost", "127.0.0.1", "[::1]")
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA")


def is_local(request: HttpRequest) -> bool:
    """Whether a request comes from this machine, and not through a proxy on it: sender and Host must both say so."""
    if any(name in request.META for name in FORWARDED):
        return False
    return _is_loopback(request.META.get("REMOTE_ADDR", "")) and _host(request) in NAMES


def _host(request: HttpRequest) -> str:
    """Without its port; empty for a name that is not ours."""
    try:
        return split_domain_port(request.get_host())[0]
    except DisallowedHost:
        return ""


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
