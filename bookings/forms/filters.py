"""What may be asked of the gig finder; all of it stands in the address bar."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.forms.wallclock import day_field
from catalogue.forms import CityField
from catalogue.models import Genre

RADII = [(25, "25 km"), (50, "50 km"), (100, "100 km"), (200, "200 km"), (400, "400 km")]
RADIUS_KM = 50
DAYS_AHEAD = 90
DAYS_MAX = 366
LAST_FIRST = dt.date.max - dt.timedelta(days=DAYS_MAX + 1)
"""From a later day one could not look ahead: there is no such date."""


class OpenNightsForm(forms.Form):
    """Filters of open spots: dates, genre, place, and for which of one's bands."""

    first = day_field(_("From"), required=False)
    last = day_field(_("To"), required=False)
    band = forms.ModelChoiceField(
        label=_("For"), queryset=None, required=False, to_field_name="slug", empty_label=_("Any act")
    )
    genre = forms.ModelChoiceField(
        label=_("Genre"), queryset=Genre.objects.all(), required=False, empty_label=_("Any genre")
    )
    city = CityField(label=_("Near"), required=False)
    radius_km = forms.TypedChoiceField(
        label=_("Within"), choices=RADII, coerce=int, required=False, empty_value=RADIUS_KM, initial=RADIUS_KM
    )
    only_fitting = forms.BooleanField(label=_("Leave out nights on which somebody cannot"), required=False)

    def __init__(self, *args, bands, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["band"].queryset = bands
        self.today = today

    def clean(self):
        cleaned = super().clean()
        first = min(max(cleaned.get("first") or self.today, self.today), LAST_FIRST)
        last = cleaned.get("last") or first + dt.timedelta(days=DAYS_AHEAD)
        if last < first:
            self.add_error("last", _("The last day comes before the first."))
        elif (last - first).days > DAYS_MAX:
            self.add_error("last", _("Look at no more than a year at once."))
        return cleaned | {"first": first, "last": last}

    def filters(self) -> dict[str, object]:
        """The cleaned filters as keyword arguments of `open_spots`."""
        said = self.cleaned_data
        names = ("first", "last", "city", "radius_km", "band", "only_fitting")
        return {name: said[name] for name in names} | {"genre": said["genre"].slug if said["genre"] else ""}
