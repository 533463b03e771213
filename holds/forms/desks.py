"""Keeping a view of a desk."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SavedViewForm(forms.Form):
    """A name for the desk as it stands in the address."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("For example, “weekends to fill”"))
