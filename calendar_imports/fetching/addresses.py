"""Which addresses may be fetched from: what is on the public internet, and nothing behind our own walls.

The lists are those of the IANA special-purpose registries (RFC 6890 and its successors), kept here because
`ipaddress.is_global` differs between releases of Python and calls multicast global.
"""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urlsplit, urlunsplit

from django.conf import settings

from calendar_imports.errors import Problem

PORTS = {"http": 80, "https": 443}
LONGEST_URL = 2000

NOT_PUBLIC_V4 = [
    ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by customers of a carrier (and metadata of one cloud)
        "127.0.0.0/8",
        "168.63.129.16/32",  # public by its number, but the inside of every machine at one cloud
        "169.254.0.0/16",  # link-local, metadata of most clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
]
GLOBAL_UNICAST_V6 = ip_network("2000::/3")
NOT_PUBLIC_V6 = [
    ip_network(network)
    for network in (
        "2001::/23",  # protocols, Teredo
        "2001:db8::/32",
        "2002::/16",  # carries an IPv4 address of anybody's choice
        "2620:4f:8000::/48",
        "3fff::/20",
    )
]
_NOT_IN_A_URL = re.compile(r"[\x00-\x20\x7f\\]")


def is_public(address: str) -> bool:
    """Whether an address (as text) is on the public internet.

    Of IPv6 only global unicast is: that leaves out loopback, link-local, private and multicast addresses, and those
    that carry an IPv4 address (mapped, compatible, NAT64).
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in NOT_PUBLIC_V4)
    return _is_global_unicast(ip)


def _is_global_unicast(ip: IPv6Address) -> bool:
    if ip.scope_id is not None or ip not in GLOBAL_UNICAST_V6:
        return False
    return not any(ip in network for network in NOT_PUBLIC_V6)


def is_allowed_anyway(host: str, port: int) -> bool:
    """Whether the installation names this server as one that may be reached wherever it stands (`host:port`)."""
    return f"{host}:{port}" in settings.IMPORTS_ALLOWED_HOSTS


def refuse_inside(url: str) -> None:
    """Raise `Problem` for an address that names a place beyond the public internet by its number. Where a name leads is
    found out when it is fetched, and so is this once more."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if _is_number(host) and not is_public(host) and not is_allowed_anyway(host, parts.port or PORTS[parts.scheme]):
        raise Problem("not_public", host=host)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def clean_url(url: str) -> str:
    """An address as it will be fetched: https for webcal, ASCII, without fragment.

    Raises `Problem` for what is no web address, carries a password, or names a port other than 80 and 443.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise Problem("bad_url") from None
    scheme = {"webcal": "https", "webcals": "https"}.get(parts.scheme, parts.scheme)
    if scheme not in PORTS or not host or _NOT_IN_A_URL.search(url.strip()) or len(url) > LONGEST_URL:
        raise Problem("bad_url")
    if "@" in parts.netloc:
        raise Problem("url_with_password")
    name = _ascii_host(host)
    port = port if port is not None else PORTS[scheme]
    if port not in PORTS.values() and not is_allowed_anyway(name, port):
        raise Problem("bad_port")
    bracketed = f"[{name}]" if ":" in name else name
    place = bracketed if port == PORTS[scheme] else f"{bracketed}:{port}"
    return urlunsplit((scheme, place, _ascii(parts.path) or "/", _ascii(parts.query), ""))


def _ascii_host(host: str) -> str:
    if ":" in host:
        return host
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise Problem("bad_url") from None


def _ascii(text: str) -> str:
    """Percent-encoded where it is not ASCII; what is encoded already stays."""
    return quote(text, safe="%/:=&?~#+!$,;'@()*[]")
