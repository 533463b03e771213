"""Under which name a search is kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

from discovery.models import SavedSearch
from web.fields import EditForm


class SavedSearchForm(forms.Form):
    """Under which name a search is kept, and how often one wants to be told."""

    name = forms.CharField(label=_("Name"), max_length=80)
    often = forms.ChoiceField(
        label=_("Notify me"),
        choices=SavedSearch.Often.choices,
        initial=SavedSearch.Often.DAILY,
        widget=forms.RadioSelect,
    )


class SavedSearchEditForm(EditForm, SavedSearchForm):
    is_paused = forms.BooleanField(label=_("Don’t notify me for now"), required=False)
