"""What professionals say of themselves, in words."""

from collections.abc import Iterable

from babel import Locale
from django.utils.translation import get_language, to_locale


def language_codes(codes: Iterable[str]) -> dict[str, str]:
    """The codes (ISO 639-1) of languages by how people may write them, in lower case: the name in the language that is
    active, in English and in the language itself, and the code."""
    reader = Locale.parse(to_locale(get_language() or "en"))
    found: dict[str, str] = {}
    for code in codes:
        own = Locale.parse(code)
        names = {code, reader.languages[code], Locale.parse("en").languages[code], own.languages.get(code, code)}
        found |= {name.casefold(): code for name in names}
    return found


def language_names(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Languages (ISO 639-1) with their names in the language that is active, by name."""
    reader = Locale.parse(to_locale(get_language() or "en"))
    named = [(code, reader.languages[code]) for code in codes]
    return sorted(named, key=lambda each: each[1].casefold())
