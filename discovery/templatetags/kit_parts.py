"""The parts of an act's page that tell its press kit, and change only with it."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from web.fragments import draw_once

register = template.Library()


@register.simple_tag(takes_context=True)
def kit_part(context: Context, name: str) -> SafeString:
    """`{% kit_part "discovery/_kit_listen.html" %}`: a part of the page that is given what is listed here alone.

    A page is drawn anew with each night that is asked for or booked; its kit changes once in a month, and is the
    larger half of it.
    """
    page = context["page"]

    def given() -> dict[str, object]:
        named = {each: context[each] for each in ("page", "party", "plot", "pdf_url", "zip_url")}
        return named | {"has_calendar": True}

    return draw_once(name, page.kit_fingerprint, given)
