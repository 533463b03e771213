"""A fee as it is typed: an amount and its currency."""

from collections.abc import Sequence
from functools import partial
from typing import TypedDict

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.forms import currency_choices
from web.fields import choice_field
from web.money import AmountInvalid, parse_amount, typed_amount

USUAL_CURRENCY = "EUR"


class FeeTerms(TypedDict):
    """A fee as an action takes it: both of them, or neither."""

    fee_minor: int | None
    fee_currency: str | None


class FeeFields(forms.Form):
    """Adds an optional fee; `fee_terms()` gives it in minor units and currency code, or two Nones.

    The menu begins with the currency of the fee as it is, then `currencies`, the likely ones; the first is chosen.
    """

    fee = forms.CharField(
        label=_("Fee"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    fee_currency = forms.ChoiceField(
        label=_("Currency"), choices=currency_choices, required=False, initial=USUAL_CURRENCY
    )

    def __init__(self, *args, currencies: Sequence[str] = (), **kwargs):
        super().__init__(*args, **kwargs)
        likely = [code for code in (self.initial.get("fee_currency"), *currencies) if code]
        field = choice_field(self, "fee_currency")
        field.choices = partial(currency_choices, *likely)
        field.initial = likely[0] if likely else USUAL_CURRENCY

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        text, currency = cleaned.get("fee"), cleaned.get("fee_currency")
        if text and currency:
            try:
                cleaned["fee_minor"] = parse_amount(text, currency)
            except AmountInvalid as error:
                self.add_error("fee", str(error))
        elif text and "fee_currency" not in self.errors:
            self.add_error("fee_currency", _("Choose the currency of the fee."))
        return cleaned

    def fee_terms(self) -> FeeTerms:
        """The fee as keyword arguments of an action."""
        fee_minor = self.cleaned_data.get("fee_minor")
        currency = self.cleaned_data["fee_currency"] if fee_minor is not None else None
        return {"fee_minor": fee_minor, "fee_currency": currency}


class DepForm(FeeFields):
    """What an act pays somebody who stands in; nobody else reads it."""

    field_order = ["fee", "fee_currency"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"auto_id": "dep_%s"} | kwargs)
        self.fields["fee"].label = _("What you pay them")
        self.fields["fee"].help_text = _("The dep sees this. Leave it blank to agree later.")

    @staticmethod
    def initial_of(fee_minor: int | None, currency: str, players: int) -> dict[str, str]:
        """An equal part of the act's fee, as a suggestion; nothing where no fee is certain."""
        if fee_minor is None or not currency:
            return {}
        return {"fee": typed_amount(fee_minor // max(players, 1), currency), "fee_currency": currency}
