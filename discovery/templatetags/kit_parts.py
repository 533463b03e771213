"""The parts of an act's page that tell its press kit, and change only with it."""

from django import template
from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from bookings.fragments import key_of

register = template.Library()
drawn = LocMemCache("kit parts", {"timeout": 60 * 60, "max_entries": 600})
"""What this process has drawn. Each is named by all that it tells, so none is ever out of date."""


@register.simple_tag(takes_context=True)
def kit_part(context: Context, name: str) -> SafeString:
    """`{% kit_part "discovery/_kit_listen.html" %}`: a part of the page that is given `page`, `party` and `plot` alone.

    A page is drawn anew with each night that is asked for or booked; its kit changes once in a month, and is the
    larger half of it.
    """
    page = context["page"]
    given = {"page": page, "party": page.party, "plot": context["plot"]}
    if settings.DEBUG:
        return SafeString(render_to_string(name, given))
    key = key_of("kit-part", name, get_language(), page.kit_fingerprint)
    if (html := drawn.get(key)) is None:
        html = render_to_string(name, given)
        drawn.set(key, str(html))
    return SafeString(html)
