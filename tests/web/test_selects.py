"""A list to choose from comes out as from Django's own templates."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer

from web.selects import FormRenderer

CHOICES = [
    ("", "—"),
    ("a&b", 'Loud "& <b>quick</b>'),
    ("Grouped < all", [(1, "One"), (2, 2), (None, "None")]),
]
WIDGETS = {
    "none chosen": (forms.Select(), None),
    "one chosen": (forms.Select(attrs={"required": True, "disabled": False, "title": 'x" onload="y'}), "a&b"),
    "one chosen in a group": (forms.Select(), 2),
    "several": (forms.SelectMultiple(), ["a&b", "1"]),
    "yes or no": (forms.NullBooleanSelect(), True),
}


def test_forms_are_rendered_by_it():
    assert isinstance(get_default_renderer(), FormRenderer)


@pytest.mark.parametrize("kind", WIDGETS)
def test_a_select_is_what_django_makes_of_it(kind):
    widget, value = WIDGETS[kind]
    if kind != "yes or no":
        widget.choices = CHOICES
    by_us, by_django = (widget.render("z", value, {"id": "id_z"}, made()) for made in (FormRenderer, DjangoTemplates))
    assert _lines(by_us) == _lines(by_django)


def _lines(html: str) -> list[str]:
    """But for the empty ones that the templates leave."""
    return [line for line in html.splitlines() if line]
