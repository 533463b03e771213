"""A region as one types it into a search."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from catalogue.models import Region
from discovery.queries.region_names import LONGEST_NAME, find_region, regions_named


class RegionWidget(forms.TextInput):
    """A text input with suggestions (static/js/city.js). What is taken of them is text as well."""

    template_name = "discovery/widgets/region.html"

    def render(self, name, value, attrs=None, renderer=None):
        return super().render(name, value, attrs, TemplatesSetting())


class RegionField(forms.Field):
    """A Region, or None: by the end of its address ("bavaria-de-02") or in words ("Bavaria", "Bavaria, Germany"). Shown
    again, it says which one was understood."""

    widget = RegionWidget
    understood: tuple[object, Region] | None = None
    default_error_messages = {
        "unknown": _("We can’t find this region."),
        "several": _("Several regions have this name. Add the country, with a comma."),
    }

    def to_python(self, value) -> Region | None:
        text = str(value or "").strip()[:LONGEST_NAME]
        if not text:
            return None
        region = find_region(text) or self._named(text)
        self.understood = value, region
        return region

    def _named(self, text: str) -> Region:
        named = regions_named(text)
        if len(named) != 1:
            code = "several" if named else "unknown"
            raise ValidationError(self.error_messages[code], code=code)
        return named[0]

    def prepare_value(self, value):
        if self.understood and self.understood[0] == value:
            return self.understood[1].full_label
        return value
