"""How much goes back, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payments.actions.giving_back import REASON_MAX
from payments.models import Payment
from web.fields import read_amount
from web.money import typed_amount


class RefundForm(forms.Form):
    """`sure` is sent by the second step, which has named the amount and who gets it."""

    amount = forms.CharField(label=_("Amount"), max_length=40)
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=REASON_MAX,
        help_text=_("Both sides can read this."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    sure = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, payment: Payment, left: int):
        currency = payment.currency_id
        super().__init__(data, initial={"amount": typed_amount(left, currency), "version": payment.version})
        self.left, self.currency = left, currency
        self.fields["amount"].label = f"{self.fields['amount'].label} ({currency})"

    def clean_amount(self) -> int:
        amount = read_amount(self.cleaned_data["amount"], self.currency)
        if not 0 < amount <= self.left:
            raise forms.ValidationError(_("You can’t refund that much.") if amount else _("Enter an amount."))
        return amount

    @property
    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        typed = self.cleaned_data
        return {"amount_minor": typed["amount"], "text": typed["reason"], "version": typed["version"]}
