"""From where a request comes: the client's address behind trusted proxies, and the network that limits count."""

from ipaddress import IPv6Network, ip_address

from allauth.core.internal.httpkit import get_client_ip
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

IPV6_PREFIX = 64
"""What a provider gives to one customer; everybody chooses the rest of the address (RFC 6177)."""


def client_address(request: HttpRequest) -> str:
    """The client's address behind `TRUSTED_PROXIES` proxies; that of the connection where a request came past them."""
    try:
        address = get_client_ip(request)
    except ImproperlyConfigured:
        address = None
    return address or request.META.get("REMOTE_ADDR", "")


def client_network(request: HttpRequest) -> str:
    """What limits count: an IPv4 address, or the /64 of an IPv6 address."""
    return network_of(client_address(request))


def network_of(address: str) -> str:
    """The IPv4 address itself, the /64 of an IPv6 address; what is no address stays as it is."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    if mapped := parsed.ipv4_mapped:
        return str(mapped)
    return str(IPv6Network((int(parsed), IPV6_PREFIX), strict=False))
