"""Asking a band's people about nights, and their answers."""

import datetime as dt
from collections.abc import Collection

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import ActionForm
from accounts.forms.inputs import DaysField
from availability.states import SaidKind
from bands.actions import TITLE_MAX


class PollForm(ActionForm):
    """The nights that a band is asked about, ticked on a calendar, and what for."""

    title = forms.CharField(
        label=_("Title"), max_length=TITLE_MAX, required=False, help_text=_("Such as “Rehearsal before the tour”")
    )
    nights = DaysField(label=_("Nights"), error_messages={"required": _("Select some nights first.")})


class AnswerForm(ActionForm):
    """One button: a night and what one says of it ("2028-03-04:free"), or the same of all ("all:maybe")."""

    fields_of_arguments = {"answers": "answer"}

    answer = forms.CharField(max_length=40, error_messages={"required": _("Choose yes, maybe or no.")})

    def __init__(self, *args, nights: Collection[dt.date], **kwargs):
        super().__init__(*args, **kwargs)
        self.nights = nights

    def clean_answer(self) -> dict[dt.date, str]:
        named, _colon, kind = self.cleaned_data["answer"].rpartition(":")
        nights = [night for night in self.nights if named in ("all", night.isoformat())]
        if kind not in SaidKind.values or not nights:
            raise ValidationError(_("Choose yes, maybe or no for one of these nights."))
        return dict.fromkeys(nights, kind)
