"""What professionals say of themselves, in words."""

from collections.abc import Iterable

from babel import Locale
from django.utils.translation import get_language, to_locale


def language_names(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Languages (ISO 639-1) with their names in the language that is active, by name."""
    reader = Locale.parse(to_locale(get_language() or "en"))
    named = [(code, reader.languages[code]) for code in codes]
    return sorted(named, key=lambda each: each[1].casefold())
