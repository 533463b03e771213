"""Addresses: those of which a page has dozens, made quicker than anew, and those that were sent, checked."""

from functools import cache

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.http import url_has_allowed_host_and_scheme

ANY = "00000000-0000-0000-0000-000000000000"
"""Stands where an id is asked for, and where a slug is."""


def address_of(name: str, part: object) -> str:
    """`reverse(name, args=[part])` of an id or a slug, whose letters stand in an address as they are."""
    return _any_address(name, settings.ROOT_URLCONF, get_script_prefix()).replace(ANY, str(part))


def own_path(address: str, otherwise: str = "/") -> str:
    """Where to go on, as it was sent, if it is a path of this site; else another one."""
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours else otherwise


@cache
def _any_address(name: str, _urls: str, _prefix: str) -> str:
    return reverse(name, args=[ANY])
