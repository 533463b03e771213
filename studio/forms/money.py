"""Money that people name: tips."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ActionForm
from web.money import parse_amount


class TipForm(ActionForm):
    """How much a client gives beyond the price, in the session's currency; bounds are the action's."""

    fields_of_arguments = {"amount_minor": "amount"}

    amount = forms.CharField(
        label=_("Tip"), max_length=40, help_text=_("All of it goes to the professional, as soon as it is paid."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip

    def __init__(self, *args: Any, currency: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean_amount(self) -> int:
        try:
            return parse_amount(self.cleaned_data["amount"], self.currency)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
