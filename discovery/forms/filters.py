"""The filters that all searches have: what is typed, the address written shortest, and the wish that it means."""

from typing import Any, ClassVar, Generic, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.forms import CityField, CurrencyField, GenresLineField
from catalogue.models import Currency
from discovery.forms.regions import RegionField
from discovery.queries.region_names import region_slug
from discovery.queries.search.wishes import LONGEST_TEXT, MOST_GENRES, RADIUS_KM, USUAL_CURRENCY, BaseWish
from web.filters import SearchAddress
from web.money import AmountInvalid, parse_amount
from web.points import PointField

RADII = [(km, f"{km} km") for km in (10, 25, 50, 100, 200, 400, 800, 1600)]
RATINGS = [("", _("Any")), ("3", _("3 or more")), ("4", _("4 or more")), ("4.5", _("4.5 or more"))]
PEOPLE_MAX = 10**6

W = TypeVar("W", bound=BaseWish)


def words_field(label) -> forms.CharField:
    """Words to look for."""
    return forms.CharField(label=label, required=False, max_length=LONGEST_TEXT)


def amount_field(label) -> forms.CharField:
    """An amount as one types it; `FilterForm.clean` makes minor units of those in `amounts`."""
    return forms.CharField(
        label=label, required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )


def people_field(label) -> forms.IntegerField:
    """A number of people in a room."""
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=PEOPLE_MAX, help_text=_("people"))


def rating_field(label) -> forms.TypedChoiceField:
    """So many stars at least."""
    return forms.TypedChoiceField(label=label, choices=RATINGS, coerce=float, required=False, empty_value=None)


def sort_field(choices) -> forms.ChoiceField:
    """The order; the first is the usual one."""
    return forms.ChoiceField(label=_("Sort"), choices=choices, required=False, initial=choices[0][0])


class FilterForm(forms.Form, Generic[W]):
    """Filters of a search. `wish()` gives them as the search takes them.

    A subclass adds `q`, `rating_min` and `sort`, made by the functions above, and what it has of its own; names its
    `wish_class`; and lists all in `field_order`: their order is that of the parameters of an address.
    """

    wish_class: type[W]
    amounts: ClassVar[tuple[str, ...]] = ("fee_min",)
    always_shown: ClassVar[frozenset[str]]
    """Fields that are never folded away."""

    city = CityField(label=_("Near"), required=False)
    region = RegionField(label=_("Region"), required=False)
    near = PointField()
    radius_km = forms.TypedChoiceField(
        label=_("Within"),
        choices=RADII,
        coerce=int,
        required=False,
        empty_value=RADIUS_KM,  # type: ignore[arg-type]  # of the type that `coerce` makes
        initial=RADIUS_KM,
    )
    genre = GenresLineField(label=_("Genre"), required=False, most=MOST_GENRES)
    fee_min = amount_field(_("Fee from"))
    currency = CurrencyField(
        label=_("Currency"), queryset=Currency.objects.all(), required=False, initial=USUAL_CURRENCY, empty_label=None
    )
    capacity_min = people_field(_("Room for at least"))

    def __init__(self, data=None, **kwargs):
        """What the address leaves out is the usual radius, currency and order."""
        if data is not None:
            data = data.copy()
            usual = {"radius_km": str(RADIUS_KM), "currency": USUAL_CURRENCY, "sort": self.usual_sort}
            for name, value in usual.items():
                if not data.get(name):
                    data[name] = value
        super().__init__(data, **kwargs)

    @property
    def usual_sort(self) -> str:
        return self.base_fields["sort"].initial

    @property
    def names(self) -> list[str]:
        """The parameters that the search reads, in the order of its fields."""
        return [each for name in self.fields for each in ([name, f"{name}-id"] if name == "city" else [name])]

    @property
    def shows_more(self) -> bool:
        """Whether something is asked, or wrong, among the filters that are folded away."""
        rest = self.fields.keys() - self.always_shown
        return any(self.data.get(name) for name in rest) or bool(self.errors.keys() & rest)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        return cleaned | {name: self._amount(name) for name in self.amounts if name in self.fields}

    def _amount(self, name: str) -> int | None:
        """An amount in minor units of the currency chosen, None where there is none."""
        text, currency = self.cleaned_data.get(name), self.cleaned_data.get("currency")
        if not (text and currency):
            return None
        try:
            return parse_amount(text, currency.code)
        except AmountInvalid as error:
            self.add_error(name, str(error))
            return None

    @property
    def asks_fee(self) -> bool:
        return any(self.cleaned_data.get(name) is not None for name in self.amounts)

    @property
    def has_place(self) -> bool:
        return bool(self.cleaned_data.get("city") or self.cleaned_data.get("near"))

    @property
    def order(self) -> str:
        """The order asked for; by distance from nowhere there is none."""
        asked = self.cleaned_data["sort"]
        return self.usual_sort if asked == "distance" and not self.has_place else asked

    def tidy(self, address: SearchAddress) -> SearchAddress:
        """The address of a valid form with genres by their slugs, and without what is as usual or asks nothing."""
        asked = self.cleaned_data
        tidied = {"genre": [genre.pk for genre in asked["genre"]]}
        if asked["city"]:
            tidied |= {"city": [asked["city"].full_label], "city-id": [str(asked["city"].pk)], "near": []}
        if asked["region"]:
            tidied["region"] = [region_slug(asked["region"])]
        if not self.has_place or asked["radius_km"] == RADIUS_KM:
            tidied["radius_km"] = []
        if not self.asks_fee:
            tidied["currency"] = []
        if asked["sort"] == self.usual_sort:
            tidied["sort"] = []
        return address.replaced(tidied)

    def wish(self) -> W:
        """The cleaned filters as the search takes them: fields of the wish by their names, and what `values` says."""
        known = self.wish_class.__dataclass_fields__.keys() - {"currency", "near"}
        plain = {name: value for name, value in self.cleaned_data.items() if name in known}
        return self.wish_class(**plain | self.values())

    def values(self) -> dict[str, Any]:
        """Fields of the wish that are not a field of the form by the same name."""
        asked = self.cleaned_data
        has_currency = self.asks_fee and asked["currency"]
        return {
            "genres": tuple(genre.pk for genre in asked["genre"]),
            "near": None if asked["city"] else asked["near"],
            "currency": asked["currency"].code if has_currency else "",
        }
