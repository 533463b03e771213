"""The language of a contract, and the signature below it."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from engagements.states import Side


class ContractForm(forms.Form):
    """In which of the site's languages the terms are put into words."""

    language = forms.ChoiceField(
        label=_("Language of the contract"),
        choices=settings.LANGUAGES,
        help_text=_("Defaults to both sides’ language, else the host’s."),
    )


class ContractSignatureForm(forms.Form):
    """One's typed name below a contract, for one side."""

    side = forms.ChoiceField(choices=Side, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Your full name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
