"""What may be asked of a search: everything optional, everything in the address bar."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from accounts.states import PartyKind
from catalogue.forms import CityField, CurrencyField, GenresLineField
from catalogue.models import Currency
from discovery.models import SavedSearch
from discovery.queries.search import RADIUS_KM, Sort, Wish
from discovery.queries.search.parties.wishes import MOST_GENRES, MOST_NIGHTS
from web.filters import SearchAddress
from web.money import AmountInvalid, parse_amount
from web.points import PointField

USUAL_CURRENCY = "EUR"
RADII = [(km, f"{km} km") for km in (10, 25, 50, 100, 200, 400, 800, 1600)]
RATINGS = [("", _("Any")), ("3", _("3 and more")), ("4", _("4 and more")), ("4.5", _("4.5 and more"))]
SORTS = [
    (Sort.FIT.value, _("Best fit")),
    (Sort.DISTANCE.value, _("Nearest")),
    (Sort.RATING.value, _("Best rated")),
    (Sort.FEE.value, _("Lowest fee")),
    (Sort.NEWEST.value, _("Newest")),
]
OF_ACTS = (
    "fee_min",
    "fee_max",
    "currency",
    "draw_min",
    "size_min",
    "size_max",
    "has_pa",
    "covers_place",
    "with_silent",
)
OF_VENUES = ("capacity_min",)
SAYING_NOTHING = {"radius_km", "currency", "with_silent", "any_night", "sort", "from_time", "to_time"}
"""What asks nothing by itself."""
PEOPLE_MAX = 10**6
PLAYERS_MAX = 1000


class NightsWidget(forms.DateInput):
    """A field for each day that was said, and one more."""

    template_name = "discovery/widgets/nights.html"

    def value_from_datadict(self, data, files, name):
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        return [text for text in values if text.strip()]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        said = [text.isoformat() if isinstance(text, dt.date) else text for text in value or []]
        context["widget"]["days"] = [*said, ""][:MOST_NIGHTS]
        return context

    def format_value(self, value):
        return value

    def render(self, name, value, attrs=None, renderer=None):
        return super().render(name, value, attrs, TemplatesSetting())


class NightsField(forms.DateField):
    """Some days, each once."""

    widget = NightsWidget

    def to_python(self, value):
        days = dict.fromkeys(super(NightsField, self).to_python(text) for text in value or [])
        if len(days) > MOST_NIGHTS:
            raise ValidationError(_("Ask for at most %(count)d nights."), params={"count": MOST_NIGHTS})
        return list(days)


class SearchForm(forms.Form):
    """The filters of a search for acts or venues. `wish()` gives them as `search_parties` takes them."""

    q = forms.CharField(label=_("Name, style, town"), required=False, max_length=120)
    night = NightsField(label=_("Night"), required=False)
    city = CityField(label=_("Near"), required=False)
    near = PointField()
    radius_km = forms.TypedChoiceField(
        label=_("Within"), choices=RADII, coerce=int, required=False, empty_value=None, initial=RADIUS_KM
    )
    genre = GenresLineField(label=_("Genre"), required=False, most=MOST_GENRES)
    any_night = forms.BooleanField(label=_("One of these nights is enough"), required=False)
    from_time = forms.TimeField(label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    to_time = forms.TimeField(label=_("To"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    fee_min = forms.CharField(label=_("Fee from"), required=False, max_length=40)
    fee_max = forms.CharField(label=_("Fee up to"), required=False, max_length=40)
    currency = CurrencyField(
        label=_("Currency"), queryset=Currency.objects.all(), required=False, initial=USUAL_CURRENCY, empty_label=None
    )
    capacity_min = forms.IntegerField(
        label=_("Room for at least"), required=False, min_value=1, max_value=PEOPLE_MAX, help_text=_("people")
    )
    draw_min = forms.IntegerField(
        label=_("Draws at least"), required=False, min_value=1, max_value=PEOPLE_MAX, help_text=_("people")
    )
    rating_min = forms.TypedChoiceField(
        label=_("Rating"), choices=RATINGS, coerce=float, required=False, empty_value=None
    )
    size_min = forms.IntegerField(label=_("Players from"), required=False, min_value=1, max_value=PLAYERS_MAX)
    size_max = forms.IntegerField(label=_("Players up to"), required=False, min_value=1, max_value=PLAYERS_MAX)
    has_pa = forms.BooleanField(label=_("Brings its own PA"), required=False)
    covers_place = forms.BooleanField(label=_("Travels as far as this place"), required=False)
    with_silent = forms.BooleanField(label=_("Also acts that have not said whether they can"), required=False)
    sort = forms.ChoiceField(label=_("Sorted by"), choices=SORTS, required=False, initial=Sort.FIT.value)

    def __init__(self, data=None, *, kind: PartyKind = PartyKind.BAND, **kwargs):
        """What the address leaves out is the usual radius, currency and order."""
        self.kind = kind
        if data is not None:
            data = data.copy()
            for name, usual in (("radius_km", RADIUS_KM), ("currency", USUAL_CURRENCY), ("sort", Sort.FIT.value)):
                if not data.get(name):
                    data[name] = str(usual)
        super().__init__(data, **kwargs)
        for name in OF_VENUES if kind == PartyKind.BAND else OF_ACTS:
            del self.fields[name]
        for name in {"fee_min", "fee_max"} & self.fields.keys():
            self.fields[name].widget.attrs["inputmode"] = "decimal"

    @property
    def names(self) -> list[str]:
        """The parameters that a search of this kind reads, in the order of its fields."""
        return [each for name in self.fields for each in ([name, f"{name}-id"] if name == "city" else [name])]

    @property
    def is_filtered(self) -> bool:
        """Whether anything is asked for."""
        return any(any(self.data.getlist(name)) for name in self.fields.keys() - SAYING_NOTHING)

    @property
    def shows_more(self) -> bool:
        """Whether something is asked, or wrong, among the filters that are folded away."""
        first = {"q", "night", "city", "near", "genre", "radius_km", "currency", "sort"}
        rest = self.fields.keys() - first
        return any(self.data.get(name) for name in rest) or bool(self.errors.keys() & rest)

    def clean(self):
        cleaned = super().clean()
        currency = cleaned.get("currency")
        for name in ("fee_min", "fee_max"):
            text = cleaned.get(name)
            cleaned[name] = None
            if text and currency:
                try:
                    cleaned[name] = parse_amount(text, currency.code)
                except AmountInvalid as error:
                    self.add_error(name, str(error))
        self._check_order("fee_min", "fee_max", _("The highest fee is below the lowest."))
        self._check_order("size_min", "size_max", _("The most players are fewer than the least."))
        if (
            cleaned.get("covers_place")
            and not (cleaned.get("city") or cleaned.get("near"))
            and "city" not in self.errors
        ):
            self.add_error("covers_place", _("Say a place that they should travel to."))
        return cleaned

    def _check_order(self, low: str, high: str, text) -> None:
        lowest, highest = self.cleaned_data.get(low), self.cleaned_data.get(high)
        if lowest is not None and highest is not None and lowest > highest:
            self.add_error(high, text)

    @property
    def order(self) -> str:
        """The order asked for; by distance from nowhere there is none."""
        said = self.cleaned_data
        is_nowhere = said["sort"] == Sort.DISTANCE and not (said["city"] or said["near"])
        return Sort.FIT.value if is_nowhere else said["sort"]

    def tidy(self, address: SearchAddress) -> SearchAddress:
        """The address of a valid form with genres by their slugs, and without what is as usual or asks nothing."""
        said = self.cleaned_data
        tidied = {"genre": [genre.pk for genre in said["genre"]]}
        if said["city"]:
            tidied |= {"city": [said["city"].full_label], "city-id": [str(said["city"].pk)], "near": []}
        if not (said["city"] or said["near"]) or said["radius_km"] == RADIUS_KM:
            tidied["radius_km"] = []
        if said.get("fee_min") is None and said.get("fee_max") is None:
            tidied["currency"] = []
        if said["sort"] == Sort.FIT:
            tidied["sort"] = []
        return address.replaced(tidied)

    def wish(self) -> Wish:
        """The cleaned filters as the search takes them."""
        said = self.cleaned_data
        asks_fee = said.get("fee_min") is not None or said.get("fee_max") is not None
        plain = {
            name: said[name]
            for name in (
                *OF_ACTS,
                *OF_VENUES,
                "q",
                "city",
                "radius_km",
                "any_night",
                "from_time",
                "to_time",
                "rating_min",
            )
            if name in said and name != "currency"
        }
        return Wish(
            kind=self.kind,
            nights=tuple(said["night"]),
            genres=tuple(genre.pk for genre in said["genre"]),
            near=None if said["city"] else said["near"],
            currency=said["currency"].code if asks_fee else "",
            **plain,
        )


class SavedSearchForm(forms.Form):
    """Under which name a search is kept, and how often one wants to be told."""

    name = forms.CharField(label=_("Name"), max_length=80)
    often = forms.ChoiceField(
        label=_("Tell me what is new"),
        choices=SavedSearch.Often.choices,
        initial=SavedSearch.Often.DAILY,
        widget=forms.RadioSelect,
    )


class SavedSearchEditForm(SavedSearchForm):
    is_paused = forms.BooleanField(label=_("Tell me nothing for now"), required=False)
