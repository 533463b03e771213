"""What may be asked of the gig finder; all of it stands in the address bar."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from bookings.states import SpotRole
from discovery.forms.filters import FilterForm, people_field, rating_field, sort_field, words_field
from discovery.queries.search.spots.orders import SpotSort
from discovery.queries.search.spots.wishes import SpotWish
from engagements.forms.wallclock import day_field
from web.fields import row_field

DAYS_AHEAD = 90
DAYS_MAX = 366
LAST_FIRST = dt.date.max - dt.timedelta(days=DAYS_MAX + 1)
"""From a later day one could not look ahead: there is no such date."""
SORTS = [
    (SpotSort.SOONEST.value, _("Soonest")),
    (SpotSort.DISTANCE.value, _("Nearest")),
    (SpotSort.FEE.value, _("Highest fee")),
    (SpotSort.FIT.value, _("Best match for the band")),
    (SpotSort.RATING.value, _("Best rated")),
    (SpotSort.NEWEST.value, _("Newest")),
]


class OpenNightsForm(FilterForm[SpotWish]):
    """Filters of open spots. `wish()` gives them as `open_spots` takes them."""

    wish_class = SpotWish
    always_shown = frozenset(
        {"band", "first", "last", "genre", "city", "near", "radius_km", "currency", "only_fitting", "sort"}
    )
    field_order = (
        "q",
        "band",
        "first",
        "last",
        "genre",
        "region",
        "city",
        "near",
        "radius_km",
        "role",
        "fee_min",
        "currency",
        "capacity_min",
        "draw",
        "rating_min",
        "only_fitting",
        "sort",
    )

    q = words_field(_("Venue or town"))
    band: "forms.ModelChoiceField[Party]" = forms.ModelChoiceField(
        label=_("For"), queryset=None, required=False, to_field_name="slug", empty_label=_("Any act")
    )
    first = day_field(_("From"), required=False)
    last = day_field(_("To"), required=False)
    role = forms.ChoiceField(label=_("Slot"), choices=[("", _("Any")), *SpotRole.choices], required=False)
    draw = people_field(_("Expected draw"))
    rating_min = rating_field(_("Host’s rating"))
    only_fitting = forms.BooleanField(label=_("Only nights we can all play"), required=False)
    sort = sort_field(SORTS)

    def __init__(self, data=None, *, bands, today: dt.date, **kwargs):
        super().__init__(data, **kwargs)
        row_field(self, "band").queryset = bands
        self.fields["band"].widget.attrs["data-keep"] = True  # an empty one means: not the usual band
        self.today = today

    def clean(self):
        cleaned = super().clean()
        first = min(max(cleaned.get("first") or self.today, self.today), LAST_FIRST)
        last = cleaned.get("last") or first + dt.timedelta(days=DAYS_AHEAD)
        if last < first:
            self.add_error("last", _("The last day must be after the first."))
        elif (last - first).days > DAYS_MAX:
            self.add_error("last", _("Choose at most one year."))
        return cleaned | {"first": first, "last": last}
