"""Countries by the names that people give them: those of the Unicode CLDR, in the language that is active."""

import unicodedata
from functools import lru_cache

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language, to_locale


def country_name(code: str, english: str) -> str:
    """What the language that is active calls a country; `english`, the catalogue's own name, where it is English."""
    return _names(get_language() or "en").get(code, english)


def country_names(code: str, english: str) -> list[str]:
    """What it is called in each language of the site."""
    return [_names(language).get(code, english) for language, _label in settings.LANGUAGES]


def codes_called(text: str) -> list[str]:
    """The codes of the countries that the active language calls so, without regard to accents and case."""
    return [code for code, name in _bare_names() if name == bare(text)]


def codes_beginning(text: str) -> list[str]:
    """The same for what is still being typed."""
    return [code for code, name in _bare_names() if name.startswith(bare(text))]


def _bare_names() -> list[tuple[str, str]]:
    return [(code, bare(name)) for code, name in _names(get_language() or "en").items()]


@lru_cache(maxsize=8)
def _names(language: str) -> dict[str, str]:
    if language.startswith("en"):
        return {}
    territories = Locale.parse(to_locale(language)).territories
    return {code: name for code, name in territories.items() if len(code) == 2 and code.isalpha()}


@lru_cache(maxsize=1024)
def bare(name: str) -> str:
    """Without accents and case, as names are compared outside PostgreSQL."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
