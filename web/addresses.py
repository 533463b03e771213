"""Addresses of which a page has dozens: to make each of them anew takes longer than all the rest of its line."""

from functools import cache

from django.conf import settings
from django.urls import get_script_prefix, reverse

ANY = "00000000-0000-0000-0000-000000000000"
"""Stands where an id is asked for, and where a slug is."""


def address_of(name: str, part: object) -> str:
    """`reverse(name, args=[part])` of an id or a slug, whose letters stand in an address as they are."""
    return _any_address(name, settings.ROOT_URLCONF, get_script_prefix()).replace(ANY, str(part))


@cache
def _any_address(name: str, _urls: str, _prefix: str) -> str:
    return reverse(name, args=[ANY])
