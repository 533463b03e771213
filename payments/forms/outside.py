"""What people say of payments outside the site."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.acting import ActionForm
from payments.models.outside import WORDS_MAX
from payments.states import Means


class MeansForm(ActionForm):
    """How it was paid, and which state of the payment its reader has seen."""

    means = forms.TypedChoiceField(
        label=_("Paid by"),
        choices=[(means.value, means.label) for means in (Means.TRANSFER, Means.CASH)],
        coerce=Means,
    )
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class AttemptForm(ActionForm):
    """A mark, by its id."""

    attempt = forms.UUIDField(widget=forms.HiddenInput)


class DenyForm(AttemptForm):
    """Message to the payer, whose money has not arrived."""

    text = forms.CharField(
        label=_("Message to the payer"),
        max_length=WORDS_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
