"""The search field of the guides."""

from django import forms
from django.utils.translation import gettext_lazy as _

WORDS_MAX = 100


class GuideSearchForm(forms.Form):
    q = forms.CharField(label=_("Search the help"), max_length=WORDS_MAX, required=False)
