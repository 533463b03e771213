"""Fees in words. Most acts name round ones, so most have been said before."""

from functools import lru_cache

from django.utils.translation import get_language

from stageslot.web.money import format_range

KEPT = 4096


def say_fees(low_minor: int | None, high_minor: int | None, currency: str) -> str:
    """`format_range` in the language that is active."""
    return _said(low_minor, high_minor, currency, get_language() or "en")


@lru_cache(maxsize=KEPT)
def _said(low_minor: int | None, high_minor: int | None, currency: str, language: str) -> str:
    return format_range(low_minor, high_minor, currency, locale=language)
