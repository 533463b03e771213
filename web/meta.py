"""What a page says of itself to search engines and to those it is shared with: names, pictures, languages, facts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from web.language import LANG, asked_language

CARD_WIDTH, CARD_HEIGHT = 1200, 630
"""Of the pictures that Open Graph readers show: https://ogp.me, in the proportion that most of them crop to."""
DESCRIPTION_MAX = 200
_LOCALES = {"en": "en_GB", "de": "de_DE"}
_UNSAFE_IN_SCRIPT = "<>&\u2028\u2029"


@dataclass(frozen=True)
class PageMeta:
    """The head of one public page, for `base.html`, which finds it as `meta` in the context.

    `canonical` is its path with only those parameters that make another page of it; `image_url` the path of a picture
    of 1200 x 630. `json_ld` is a thing in the words of https://schema.org, without its `@context`. A page that is not
    `is_indexed` is not to be found by search engines: what only its people see, or what shows nothing of its own.
    """

    title: str
    description: str
    canonical: str
    image_url: str = ""
    image_alt: str = ""
    kind: str = "website"
    json_ld: Mapping[str, object] | None = None
    is_indexed: bool = True

    @cached_property
    def summary(self) -> str:
        """The description in one line, cut at a word where it is long."""
        line = " ".join(self.description.split())
        if len(line) <= DESCRIPTION_MAX:
            return line
        return f"{line[:DESCRIPTION_MAX].rsplit(' ', 1)[0]}…"

    @property
    def image(self) -> str:
        """The address of its picture, with the words of this page's language on it."""
        return absolute(in_language(self.image_url, get_language() or "en")) if self.image_url else ""

    @property
    def image_size(self) -> tuple[int, int]:
        return CARD_WIDTH, CARD_HEIGHT

    @property
    def locale(self) -> str:
        """As Open Graph writes it: "de_DE"."""
        return _LOCALES.get(get_language() or "en", _LOCALES["en"])

    @property
    def other_locales(self) -> list[str]:
        return [locale for locale in _LOCALES.values() if locale != self.locale]

    @property
    def json_ld_script(self) -> SafeString:
        """The facts as the inside of a script element: nothing in them can end it (the HTML standard, 4.12.1.3)."""
        facts = {"@context": "https://schema.org"} | dict(self.json_ld or {})
        text = json.dumps(facts, ensure_ascii=False, default=str)
        for letter in _UNSAFE_IN_SCRIPT:
            text = text.replace(letter, f"\\u{ord(letter):04x}")
        return SafeString(text)

    def address_for(self, request: HttpRequest) -> str:
        """Its canonical address. A language that was asked for in the address makes another page."""
        language = asked_language(request)
        return absolute(in_language(self.canonical, language) if language else self.canonical)

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """The same page by language, as (code, address); `x-default` follows who reads."""
        spoken = [(code, absolute(in_language(self.canonical, code))) for code, _name in settings.LANGUAGES]
        return [*spoken, ("x-default", absolute(self.canonical))]


def absolute(path: str) -> str:
    """The address of a path on this site, by which others know it."""
    return f"{settings.SITE_URL}{path}"


def in_language(path: str, language: str) -> str:
    """The path of the same page in a language."""
    return f"{path}{'&' if '?' in path else '?'}{urlencode({LANG: language})}"
