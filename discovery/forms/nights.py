"""Several days in one field."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from discovery.queries.search.parties.wishes import MOST_NIGHTS


class NightsWidget(forms.DateInput):
    """A field for each day that was said, and one more."""

    template_name = "discovery/widgets/nights.html"

    def value_from_datadict(self, data, files, name):
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        return [text for text in values if text.strip()]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        said = [text.isoformat() if isinstance(text, dt.date) else text for text in value or []]
        context["widget"]["days"] = [*said, ""][:MOST_NIGHTS]
        return context

    def format_value(self, value):
        return value

    def render(self, name, value, attrs=None, renderer=None):
        return super().render(name, value, attrs, TemplatesSetting())


class NightsField(forms.DateField):
    """Some days, each once."""

    widget = NightsWidget

    def to_python(self, value):
        days = dict.fromkeys(super(NightsField, self).to_python(text) for text in value or [])
        if len(days) > MOST_NIGHTS:
            raise ValidationError(_("Choose at most %(count)d nights."), params={"count": MOST_NIGHTS})
        return list(days)
