"""What the page of a band says, and how its nights are judged."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import NewPartyForm, PartyForm, TimeInput
from bands.actions import DRAW_MAX, MINUTES_MAX, QUORUM_MAX, RADIUS_MAX
from bands.models import Band
from bands.queries import named_parts, playing
from catalogue.forms import GenresField
from web.fields import choice_field
from web.lengths import LengthForm

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
    field_order = ["your_name", "name", "instrument", "city", "genres", "timezone"]


class SoloForm(NewBandForm):
    """The same of somebody who plays alone."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Stage name")
        self.fields["city"].label = _("Town")


class BandForm(LengthForm, PartyForm):
    """What a band's page says, and how its nights are judged."""

    draw = forms.IntegerField(label=_("Usual draw"), min_value=1, max_value=DRAW_MAX, required=False)
    travel_radius_km = forms.IntegerField(
        label=_("Travel distance (km)"), min_value=1, max_value=RADIUS_MAX, required=False
    )
    has_pa = forms.BooleanField(
        label=_("We bring our own PA"),
        required=False,
        help_text=_("Big enough for a room of your usual draw."),
    )
    quorum = forms.IntegerField(
        label=_("Players needed"),
        min_value=1,
        max_value=QUORUM_MAX,
        required=False,
        help_text=_("If at least this many are free, the night shows as nearly possible, with who’s missing."),
    )
    essential_instruments = forms.MultipleChoiceField(
        label=_("Essential instruments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without one of these, a night doesn’t work unless a dep can cover it."),
    )
    evening_from = forms.TimeField(label=_("Evenings start"), widget=TimeInput())
    evening_to = forms.TimeField(
        label=_("Evenings end"), widget=TimeInput(), help_text=_("If it ends after midnight, just enter the time.")
    )
    minimum_minutes = forms.IntegerField(
        label=_("Time needed (minutes)"),
        min_value=1,
        max_value=MINUTES_MAX,
        required=False,
        help_text=_("In one stretch during the evening. Leave blank for the whole evening."),
    )

    def leave_out_what_takes_several(self) -> None:
        """For a solo act: nobody else is needed, and "I" stands where a band says "we"."""
        for name in ("quorum", "essential_instruments"):
            del self.fields[name]
        self.fields["has_pa"].label = _("I bring my own PA")

    def clean(self):
        said = super().clean()
        if self.touched & {"evening_from", "evening_to"}:
            self.ask_about_clocks("evening_from", "evening_to")
        return said

    def band_fields(self) -> dict[str, Any]:
        """What was touched, as arguments of `bands.actions.update_band`."""
        return self.party_fields() | self.changes(
            {name: self.cleaned_data[name] for name in OWN if name in self.cleaned_data}
        )

    @classmethod
    def of(cls, band: Band, data=None) -> "BandForm":
        own = {name: getattr(band, name) for name in OWN}
        form = cls(data, initial=cls.initial_of(band.party) | own)
        if band.party.is_solo:
            form.leave_out_what_takes_several()
        else:
            choice_field(form, "essential_instruments").choices = [(text, text) for text in _instruments(band)]
        return form


def _instruments(band: Band) -> list[str]:
    """What members and deps play, each part once, after what is essential already."""
    members, deps = playing(band.party)
    played = [part for each in [*members, *deps] for part in named_parts(each.instrument)]
    once: dict[str, str] = {}
    for text in [*band.essential_instruments, *played]:
        once.setdefault(text.casefold(), text)
    return list(once.values())
