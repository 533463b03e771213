"""What calling off costs, as people type it: a line for each step."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from engagements.deals.tiers import Tiers, parse_tiers, typed_tiers


class TiersField(forms.CharField):
    """Cleans to tiers as they are stored; begins with tiers."""

    def __init__(self, **kwargs):
        super().__init__(
            label=_("Cancellation terms"),
            required=False,
            max_length=400,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_(
                "One line per step: days or hours before, and the share of the fee. For example 30: 25 % or 48 h: 100 %"
            ),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return typed_tiers(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Tiers:
        try:
            return parse_tiers(super().clean(value), "tiers")
        except ValidationError as error:
            raise ValidationError(error.messages) from error


def tiers_said(form: forms.Form) -> Tiers | None:
    """What a valid form says in its field `tiers`: no tiers where it was emptied, None where it was not sent."""
    return form.cleaned_data["tiers"] if form.add_prefix("tiers") in form.data else None
