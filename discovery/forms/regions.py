"""A region as one types it into a search."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalogue.models import Region
from discovery.queries.region_names import LONGEST_NAME, find_region, regions_named


class RegionField(forms.Field):
    """A Region, or None: by the end of its address ("bavaria-de-02") or in words ("Bavaria", "Bavaria, Germany"). Shown
    again, it says which one was understood."""

    widget = forms.TextInput
    understood: tuple[object, Region] | None = None
    default_error_messages = {
        "unknown": _("We know no region of this name."),
        "several": _("Several regions have this name. Add the country, with a comma."),
    }

    def to_python(self, value) -> Region | None:
        text = str(value or "").strip()[:LONGEST_NAME]
        if not text:
            return None
        region = find_region(text)
        if region is None:
            named = regions_named(text)
            if len(named) != 1:
                code = "several" if named else "unknown"
                raise ValidationError(self.error_messages[code], code=code)
            region = named[0]
        self.understood = value, region
        return region

    def prepare_value(self, value):
        if self.understood and self.understood[0] == value:
            return self.understood[1].full_label
        return value
