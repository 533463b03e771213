"""Forms about bands."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import ActionForm, DateInput, NewPartyForm, PartyForm, TimeInput
from accounts.forms.inputs import DaysField
from availability.states import SaidKind
from bands.actions import DRAW_MAX, MINUTES_MAX, QUORUM_MAX, RADIUS_MAX, TITLE_MAX
from bands.models import Band
from bands.queries import named_parts, playing
from catalogue.forms import GenresField
from stageslot.web.dates import weekday_names

OWN = (
    "draw",
    "travel_radius_km",
    "has_pa",
    "quorum",
    "essential_instruments",
    "minimum_minutes",
    "evening_from",
    "evening_to",
)


class NewBandForm(NewPartyForm):
    genres = GenresField(label=_("Genres"), required=False)
    instrument = forms.CharField(label=_("What do you play?"), max_length=80, required=False)
    field_order = ["name", "instrument", "city", "genres", "timezone"]


class BandForm(PartyForm):
    """What a band's page says, and how its nights are judged."""

    draw = forms.IntegerField(label=_("People you usually draw"), min_value=1, max_value=DRAW_MAX, required=False)
    travel_radius_km = forms.IntegerField(
        label=_("How far you travel, in km"), min_value=1, max_value=RADIUS_MAX, required=False
    )
    has_pa = forms.BooleanField(
        label=_("You bring your own PA"),
        required=False,
        help_text=_("One that carries a room of the size you usually draw."),
    )
    quorum = forms.IntegerField(
        label=_("How many of you are enough"),
        min_value=1,
        max_value=QUORUM_MAX,
        required=False,
        help_text=_("A night on which so many can is shown as nearly possible, with who is missing."),
    )
    essential_instruments = forms.MultipleChoiceField(
        label=_("You never play without"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without it a night is not possible, unless a dep who plays it is free."),
    )
    evening_from = forms.TimeField(label=_("Your evenings start"), widget=TimeInput())
    evening_to = forms.TimeField(
        label=_("and end"), widget=TimeInput(), help_text=_("Earlier than the start: the next day.")
    )
    minimum_minutes = forms.IntegerField(
        label=_("How long you need, in minutes"),
        min_value=1,
        max_value=MINUTES_MAX,
        required=False,
        help_text=_("In one piece, somewhere in the evening. Leave it empty if you need all of it."),
    )

    def band_fields(self) -> dict[str, Any]:
        """The arguments of `bands.actions.update_band`."""
        return self.party_fields() | {name: self.cleaned_data[name] for name in OWN}

    @classmethod
    def of(cls, band: Band, data=None) -> "BandForm":
        own = {name: getattr(band, name) for name in OWN}
        form = cls(data, initial=cls.initial_of(band.party) | own)
        form.fields["essential_instruments"].choices = [(text, text) for text in _instruments(band)]
        return form


def _instruments(band: Band) -> list[str]:
    """What members and deps play, each part once, after what is essential already."""
    members, deps = playing(band.party)
    played = [part for each in [*members, *deps] for part in named_parts(each.instrument)]
    once: dict[str, str] = {}
    for text in [*band.essential_instruments, *played]:
        once.setdefault(text.casefold(), text)
    return list(once.values())


class PollForm(ActionForm):
    """The nights that a band is asked about, ticked on a calendar, and what for."""

    title = forms.CharField(
        label=_("What for"), max_length=TITLE_MAX, required=False, help_text=_("Such as “Rehearsal before the tour”.")
    )
    nights = DaysField(label=_("Nights"), error_messages={"required": _("Tick some nights first.")})


class AnswerForm(ActionForm):
    """One button: a night and what one says of it ("2028-03-04:free"), or the same of all ("all:maybe")."""

    fields_of_arguments = {"answers": "answer"}

    answer = forms.CharField(max_length=40, error_messages={"required": _("Say yes, if need be, or no.")})

    def __init__(self, *args, nights: Collection[dt.date], **kwargs):
        super().__init__(*args, **kwargs)
        self.nights = nights

    def clean_answer(self) -> dict[dt.date, str]:
        named, _colon, kind = self.cleaned_data["answer"].rpartition(":")
        nights = [night for night in self.nights if named in ("all", night.isoformat())]
        if kind not in SaidKind.values or not nights:
            raise ValidationError(_("Say yes, if need be, or no, for one of these nights."))
        return dict.fromkeys(nights, kind)


class ShareForm(ActionForm):
    """Which nights a link shows to whom, and for how long."""

    name = forms.CharField(
        label=_("For whom"), max_length=120, help_text=_("Only you see this: “Agency Nord”, “Our web site”.")
    )
    first = forms.DateField(label=_("From"), required=False, widget=DateInput())
    last = forms.DateField(label=_("To"), required=False, widget=DateInput())
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Only on"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    nights = DaysField(label=_("Just these nights"), required=False)
    expires_on = forms.DateField(
        label=_("The link works until"), widget=DateInput(), help_text=_("You can end it at any time before.")
    )
    embed_origins = forms.CharField(
        label=_("Sites that may embed it"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("One a line, like https://example.org. Without any, it opens in no frame."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["weekdays"].choices = [(number, full) for number, (_short, full) in enumerate(weekday_names())]

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
