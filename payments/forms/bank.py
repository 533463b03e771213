"""Where a party takes bank transfers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.acting import ActionForm
from accounts.models import Party
from payments.data.bank import grouped_iban
from payments.models import BankDetails
from payments.models.outside import HOLDER_MAX, WORDS_MAX


class BankForm(ActionForm):
    """An account with an IBAN, or in words."""

    holder = forms.CharField(
        label=_("Account holder"),
        max_length=HOLDER_MAX,
        help_text=_("As your bank knows it. The payer’s bank compares the name."),
    )
    iban = forms.CharField(label=_("IBAN"), max_length=60, required=False)
    bic = forms.CharField(
        label=_("BIC"), max_length=20, required=False, help_text=_("Only needed for transfers from outside Europe.")
    )
    text = forms.CharField(
        label=_("Other details"),
        max_length=WORDS_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where banks have no IBAN: account number, sort code or routing number, name of the bank."),
    )

    @classmethod
    def of(cls, party: Party, details: BankDetails | None, data=None) -> "BankForm":
        """The form about the party's details as they are."""
        if details is None:
            return cls(data, initial={"holder": party.name[:HOLDER_MAX]})
        shown = {"holder": details.holder, "bic": details.bic, "text": details.text}
        return cls(data, initial=shown | {"iban": grouped_iban(details.iban)})
