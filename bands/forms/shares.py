"""Links that show a band's availability."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ActionForm, DateInput
from accounts.forms.inputs import DaysField
from web.dates import weekday_names
from web.fields import choice_field


class ShareForm(ActionForm):
    """Which nights a link shows to whom, and for how long."""

    name = forms.CharField(
        label=_("Who it’s for"), max_length=120, help_text=_("Only you see this: “Agency Nord”, “Our website”")
    )
    first = forms.DateField(label=_("From"), required=False, widget=DateInput())
    last = forms.DateField(label=_("To"), required=False, widget=DateInput())
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Only on"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    nights = DaysField(label=_("Selected nights only"), required=False)
    expires_on = forms.DateField(
        label=_("Expires on"), widget=DateInput(), help_text=_("You can revoke it before then.")
    )
    embed_origins = forms.CharField(
        label=_("Sites that may embed it"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("One per line, like https://example.org. Leave blank for no embedding."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choice_field(self, "weekdays").choices = [
            (number, full) for number, (_short, full) in enumerate(weekday_names())
        ]

    def clean_embed_origins(self) -> list[str]:
        return self.cleaned_data["embed_origins"].split()

    def ticked(self) -> set[str]:
        """The nights that are marked on the form, as they were sent."""
        return set(self["nights"].value() or ())

    @staticmethod
    def initial_on(today: dt.date) -> dict[str, Any]:
        """A quarter of Fridays and Saturdays, for a month."""
        days = {"first": 0, "last": 90, "expires_on": 30}
        return {name: today + dt.timedelta(days=count) for name, count in days.items()} | {"weekdays": [4, 5]}
