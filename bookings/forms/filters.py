"""What may be asked of the gig finder; all of it stands in the address bar."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.queries.spot_orders import SpotSort
from bookings.queries.spot_wishes import LONGEST_TEXT, RADIUS_KM, SpotWish
from bookings.states import SpotRole
from catalogue.forms import CityField, CurrencyField, GenresLineField
from catalogue.models import Currency
from engagements.forms.wallclock import day_field
from web.filters import SearchAddress
from web.money import AmountInvalid, parse_amount
from web.points import PointField

RADII = [(km, f"{km} km") for km in (10, 25, 50, 100, 200, 400, 800, 1600)]
DAYS_AHEAD = 90
DAYS_MAX = 366
LAST_FIRST = dt.date.max - dt.timedelta(days=DAYS_MAX + 1)
"""From a later day one could not look ahead: there is no such date."""
USUAL_CURRENCY = "EUR"
MOST_GENRES = 8
PEOPLE_MAX = 10**6
RATINGS = [("", _("Any")), ("3", _("3 and more")), ("4", _("4 and more")), ("4.5", _("4.5 and more"))]
SORTS = [
    (SpotSort.SOONEST.value, _("Soonest")),
    (SpotSort.DISTANCE.value, _("Nearest")),
    (SpotSort.FEE.value, _("Highest fee")),
    (SpotSort.FIT.value, _("Best fit for the band")),
    (SpotSort.RATING.value, _("Best rated")),
    (SpotSort.NEWEST.value, _("Newest")),
]


class OpenNightsForm(forms.Form):
    """Filters of open spots. `wish()` gives them as `open_spots` takes them."""

    q = forms.CharField(label=_("Venue or town"), required=False, max_length=LONGEST_TEXT)
    band = forms.ModelChoiceField(
        label=_("For"), queryset=None, required=False, to_field_name="slug", empty_label=_("Any act")
    )
    first = day_field(_("From"), required=False)
    last = day_field(_("To"), required=False)
    genre = GenresLineField(label=_("Genre"), required=False, most=MOST_GENRES)
    city = CityField(label=_("Near"), required=False)
    near = PointField()
    radius_km = forms.TypedChoiceField(
        label=_("Within"), choices=RADII, coerce=int, required=False, empty_value=RADIUS_KM, initial=RADIUS_KM
    )
    role = forms.ChoiceField(label=_("Spot"), choices=[("", _("Any")), *SpotRole.choices], required=False)
    fee_min = forms.CharField(
        label=_("Fee from"), required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    currency = CurrencyField(
        label=_("Currency"), queryset=Currency.objects.all(), required=False, initial=USUAL_CURRENCY, empty_label=None
    )
    capacity_min = forms.IntegerField(
        label=_("Room for at least"), required=False, min_value=1, max_value=PEOPLE_MAX, help_text=_("people")
    )
    draw = forms.IntegerField(
        label=_("The act draws"), required=False, min_value=1, max_value=PEOPLE_MAX, help_text=_("people")
    )
    rating_min = forms.TypedChoiceField(
        label=_("Rating of the host"), choices=RATINGS, coerce=float, required=False, empty_value=None
    )
    only_fitting = forms.BooleanField(label=_("Leave out nights on which somebody cannot"), required=False)
    sort = forms.ChoiceField(label=_("Sorted by"), choices=SORTS, required=False, initial=SpotSort.SOONEST.value)

    def __init__(self, data=None, *args, bands, today: dt.date, **kwargs):
        if data is not None:
            data = data.copy()
            usual = {"radius_km": str(RADIUS_KM), "currency": USUAL_CURRENCY, "sort": SpotSort.SOONEST.value}
            for name, value in usual.items():
                if not data.get(name):
                    data[name] = value
        super().__init__(data, *args, **kwargs)
        self.fields["band"].queryset = bands
        self.fields["band"].widget.attrs["data-keep"] = True  # an empty one means: not the usual band
        self.today = today

    @property
    def names(self) -> list[str]:
        """The parameters that the search reads, in the order of its fields."""
        return [each for name in self.fields for each in ([name, f"{name}-id"] if name == "city" else [name])]

    @property
    def shows_more(self) -> bool:
        """Whether something is asked, or wrong, among the filters that are folded away."""
        rest = {"role", "fee_min", "capacity_min", "draw", "rating_min"}
        return any(self.data.get(name) for name in rest) or bool(self.errors.keys() & rest)

    def clean(self):
        cleaned = super().clean()
        first = min(max(cleaned.get("first") or self.today, self.today), LAST_FIRST)
        last = cleaned.get("last") or first + dt.timedelta(days=DAYS_AHEAD)
        if last < first:
            self.add_error("last", _("The last day comes before the first."))
        elif (last - first).days > DAYS_MAX:
            self.add_error("last", _("Look at no more than a year at once."))
        return cleaned | {"first": first, "last": last, "fee_min": self._fee(cleaned)}

    def _fee(self, cleaned) -> int | None:
        text, currency = cleaned.get("fee_min"), cleaned.get("currency")
        if not (text and currency):
            return None
        try:
            return parse_amount(text, currency.code)
        except AmountInvalid as error:
            self.add_error("fee_min", str(error))
            return None

    @property
    def order(self) -> str:
        """The order asked for; by distance from nowhere there is none."""
        said = self.cleaned_data
        is_nowhere = said["sort"] == SpotSort.DISTANCE and not (said["city"] or said["near"])
        return SpotSort.SOONEST.value if is_nowhere else said["sort"]

    def tidy(self, address: SearchAddress) -> SearchAddress:
        """The address of a valid form with genres by their slugs, and without what is as usual or asks nothing."""
        said = self.cleaned_data
        tidied = {"genre": [genre.pk for genre in said["genre"]]}
        if said["city"]:
            tidied |= {"city": [said["city"].full_label], "city-id": [str(said["city"].pk)], "near": []}
        if not (said["city"] or said["near"]) or said["radius_km"] == RADIUS_KM:
            tidied["radius_km"] = []
        if said["fee_min"] is None:
            tidied["currency"] = []
        if said["sort"] == SpotSort.SOONEST:
            tidied["sort"] = []
        return address.replaced(tidied)

    def wish(self) -> SpotWish:
        """The cleaned filters as the finder takes them."""
        said = self.cleaned_data
        plain = {
            name: said[name]
            for name in ("q", "first", "last", "role", "city", "radius_km", "fee_min", "capacity_min", "draw",
                         "rating_min", "band", "only_fitting")
        }  # fmt: skip
        return SpotWish(
            genres=tuple(genre.pk for genre in said["genre"]),
            near=None if said["city"] else said["near"],
            currency=said["currency"].code if said["fee_min"] is not None and said["currency"] else "",
            **plain,
        )
