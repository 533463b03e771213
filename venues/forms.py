"""Forms about venues and stages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ActionForm, NewPartyForm, PartyForm, TimeInput
from venues.actions import CAPACITY_MAX, DAY_ROLL
from venues.models import Venue

OWN = ("address", "postal_code", "latitude", "longitude", "day_starts_at")


def _day_roll(**kwargs) -> forms.TimeField:
    return forms.TimeField(
        label=_("A new day starts at"),
        widget=TimeInput(),
        help_text=_("Until then it is still the night before: at 06:00, a set at 01:00 on Sunday is Saturday’s."),
        **kwargs,
    )


class NewVenueForm(NewPartyForm):
    address = forms.CharField(label=_("Street and number"), max_length=300, required=False)
    day_starts_at = _day_roll(initial=DAY_ROLL)
    field_order = ["name", "city", "address", "day_starts_at", "timezone"]


class VenueForm(PartyForm):
    """What a venue's page says, and where and when its nights are."""

    address = forms.CharField(label=_("Street and number"), max_length=300, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    latitude = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90, required=False)
    longitude = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180, required=False)
    day_starts_at = _day_roll()

    def venue_fields(self) -> dict[str, Any]:
        """The arguments of `venues.actions.update_venue`."""
        return self.party_fields() | {name: self.cleaned_data[name] for name in OWN}

    @classmethod
    def of(cls, venue: Venue, data=None) -> "VenueForm":
        own = {name: getattr(venue, name) for name in OWN}
        return cls(data, initial=cls.initial_of(venue.party) | own)


class StageForm(ActionForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    capacity = forms.IntegerField(label=_("Capacity"), min_value=1, max_value=CAPACITY_MAX, required=False)
