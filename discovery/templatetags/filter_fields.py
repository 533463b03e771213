"""The filters of a search. A page has twenty, most of which say nothing and look the same to everybody."""

from django import forms, template
from django.core.cache.backends.locmem import LocMemCache
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from web.fragments import key_of

register = template.Library()
drawn = LocMemCache("filters", {"timeout": 60, "max_entries": 600})
"""What this process has drawn within a minute: so late a new currency can be chosen by its name. What a form takes is
asked of the database each time."""


@register.simple_tag
def filter_field(field: BoundField) -> SafeString:
    """`{% filter_field form.night %}`: components/field.html, without "optional": all of a search is.

    Drawn anew where somebody typed something or something is wrong. To draw all of them took longer than to search.
    """
    said = _as_drawn(field)
    if said is None:
        return _draw(field)
    key = key_of("filter", get_language(), type(field.form).__name__, field.auto_id, said)
    if (html := drawn.get(key)) is None:
        html = _draw(field)
        drawn.set(key, str(html))
    return SafeString(html)


def _as_drawn(field: BoundField) -> str | None:
    """What a field holds of the few things that it may; None for what somebody typed, and for what is wrong."""
    if field.errors:
        return None
    if isinstance(field.field, forms.ChoiceField | forms.BooleanField):
        return str(field.data)
    return None if any(field.data if isinstance(field.data, list | tuple) else [field.data]) else ""


def _draw(field: BoundField) -> SafeString:
    return SafeString(render_to_string("components/field.html", {"field": field, "no_optional": True}))
