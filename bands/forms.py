"""Forms about bands."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import NewPartyForm, PartyForm, TimeInput
from bands.actions import DRAW_MAX, QUORUM_MAX, RADIUS_MAX
from bands.models import Band
from catalogue.forms import GenresField

OWN = ("draw", "travel_radius_km", "quorum", "evening_from", "evening_to")


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
    quorum = forms.IntegerField(
        label=_("How many of you are enough"),
        min_value=1,
        max_value=QUORUM_MAX,
        required=False,
        help_text=_("A night on which so many can is shown as nearly possible, with who is missing."),
    )
    evening_from = forms.TimeField(label=_("Your evenings start"), widget=TimeInput())
    evening_to = forms.TimeField(label=_("and end"), widget=TimeInput())

    def band_fields(self) -> dict[str, Any]:
        """The arguments of `bands.actions.update_band`."""
        return self.party_fields() | {name: self.cleaned_data[name] for name in OWN}

    @classmethod
    def of(cls, band: Band, data=None) -> "BandForm":
        own = {name: getattr(band, name) for name in OWN}
        return cls(data, initial=cls.initial_of(band.party) | own)
