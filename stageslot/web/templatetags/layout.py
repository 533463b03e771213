"""The parts of a page that are alike for all strangers, and drawn once: bar, menu and footer."""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from stageslot.web.context import Site

register = template.Library()
TOKEN, HERE, PLAIN_HERE = "-token-of-the-asker-", "-page-of-the-asker-", "-page-without-language-"


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
