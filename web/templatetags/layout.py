"""What stands around every page: its head, written by hand, and parts alike for all strangers, which are drawn once."""

from collections.abc import Iterator
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from web.context import Site
from web.meta import PageMeta

register = template.Library()
TOKEN, HERE, PLAIN_HERE = "-token-of-the-asker-", "-page-of-the-asker-", "-page-without-language-"


@register.simple_tag(takes_context=True)
def head_meta(context: Context, meta: PageMeta) -> SafeString:
    """`{% head_meta meta %}`: what a page says of itself in its head (https://ogp.me, the HTML standard 4.2.5)."""
    canonical = meta.address_for(context["request"])
    links = [f'<link rel="canonical" href="{escape(canonical)}">']
    links += [f'<link rel="alternate" hreflang="{code}" href="{escape(address)}">' for code, address in meta.alternates]
    said = [f'<meta name="{name}" content="{escape(content)}">' for name, content in _named(meta)]
    graph = [f'<meta property="{name}" content="{escape(str(content))}">' for name, content in _graph(meta, canonical)]
    facts = f'<script type="application/ld+json">{meta.json_ld_script}</script>' if meta.json_ld else ""
    return SafeString("\n".join([*said, *links, *graph, facts]))


def _named(meta: PageMeta) -> Iterator[tuple[str, str]]:
    yield "description", meta.summary
    if not meta.is_indexed:
        yield "robots", "noindex"
    yield "twitter:card", "summary_large_image" if meta.image_url else "summary"


def _graph(meta: PageMeta, canonical: str) -> Iterator[tuple[str, object]]:
    yield "og:site_name", "StageSlot"
    yield "og:type", meta.kind
    yield "og:title", meta.title
    yield "og:description", meta.summary
    yield "og:url", canonical
    yield "og:locale", meta.locale
    for locale in meta.other_locales:
        yield "og:locale:alternate", locale
    if meta.image_url:
        yield "og:image", meta.image
        yield "og:image:width", meta.image_size[0]
        yield "og:image:height", meta.image_size[1]
        yield "og:image:alt", meta.image_alt


class AnybodysSite(Site):
    """The site as a stranger with this theme sees it in this place, with marks for what is the asker's own."""

    def __init__(self, theme: str, place: str) -> None:
        request = HttpRequest()
        request.path = place
        super().__init__(request)
        self.theme = theme

    @property
    def here(self) -> str:
        return HERE

    @property
    def here_without_language(self) -> str:
        return PLAIN_HERE


@register.simple_tag(takes_context=True)
def drawn_once(context: Context, name: str) -> SafeString:
    """`{% drawn_once "components/_bar.html" %}`: a part of the layout, as who is not signed in sees it.

    Each process draws it once for each language, theme and place; then only the asker's token, and the page that its
    forms lead back to, are put in. To draw it each time took longer than a page's queries.
    """
    site = context.get("stageslot")
    if site is None or settings.DEBUG:
        page: Any = context.flatten()
        return SafeString(render_to_string(name, page, context.get("request")))
    drawn = _drawn(name, get_language(), site.theme, site.place, settings.ROOT_URLCONF)
    own = {TOKEN: str(context.get("csrf_token", "")), HERE: site.here, PLAIN_HERE: site.here_without_language}
    for mark, text in own.items():
        drawn = drawn.replace(mark, escape(text))
    return SafeString(drawn)


@lru_cache(maxsize=128)
def _drawn(name: str, _language: str, theme: str, place: str, _urls: str) -> str:
    return render_to_string(name, {"stageslot": AnybodysSite(theme, place), "csrf_token": TOKEN})
