"""What may be asked of a search for acts or venues: everything optional, everything in the address bar."""

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.states import PartyKind
from discovery.forms.filters import FilterForm, amount_field, people_field, rating_field, sort_field, words_field
from discovery.forms.nights import NightsField
from discovery.queries.search import Sort, Wish

SORTS = [
    (Sort.FIT.value, _("Best match")),
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
LEFT_OUT = {PartyKind.BAND: OF_VENUES, PartyKind.VENUE: OF_ACTS}
"""What is not asked of a kind of party."""
SAYING_NOTHING = {"radius_km", "currency", "with_silent", "any_night", "sort", "from_time", "to_time"}
"""What asks nothing by itself."""
PLAYERS_MAX = 1000


class SearchForm(FilterForm[Wish]):
    """The filters of a search for acts or venues. `wish()` gives them as `search_parties` takes them."""

    wish_class = Wish
    amounts = ("fee_min", "fee_max")
    always_shown = frozenset({"q", "night", "city", "near", "genre", "radius_km", "currency", "sort"})
    field_order = (
        "q",
        "night",
        "city",
        "near",
        "radius_km",
        "genre",
        "region",
        "any_night",
        "from_time",
        "to_time",
        "fee_min",
        "fee_max",
        "currency",
        "capacity_min",
        "draw_min",
        "rating_min",
        "size_min",
        "size_max",
        "has_pa",
        "covers_place",
        "with_silent",
        "sort",
    )

    q = words_field(_("Name, style, town"))
    night = NightsField(label=_("Night"), required=False)
    any_night = forms.BooleanField(label=_("Any of these nights"), required=False)
    from_time = forms.TimeField(label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    to_time = forms.TimeField(label=_("To"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    fee_max = amount_field(_("Fee up to"))
    draw_min = people_field(_("Draws at least"))
    rating_min = rating_field(_("Rating"))
    size_min = forms.IntegerField(
        label=_("At least this many players"), required=False, min_value=1, max_value=PLAYERS_MAX
    )
    size_max = forms.IntegerField(
        label=_("At most this many players"), required=False, min_value=1, max_value=PLAYERS_MAX
    )
    has_pa = forms.BooleanField(label=_("Brings its own PA"), required=False)
    covers_place = forms.BooleanField(label=_("Travels to this place"), required=False)
    with_silent = forms.BooleanField(label=_("Include acts who haven’t confirmed they’re free"), required=False)
    sort = sort_field(SORTS)

    def __init__(self, data=None, *, kind: PartyKind = PartyKind.BAND, **kwargs):
        self.kind = kind
        super().__init__(data, **kwargs)
        for name in LEFT_OUT[kind]:
            del self.fields[name]

    @property
    def is_filtered(self) -> bool:
        """Whether anything is asked for."""
        assert isinstance(self.data, MultiValueDict)  # noqa: S101 — a query string, or what Django puts in its place
        return any(any(self.data.getlist(name)) for name in self.fields.keys() - SAYING_NOTHING)

    def clean(self):
        cleaned = super().clean()
        self._check_order(cleaned, "fee_min", "fee_max", _("The highest fee must be at least the lowest."))
        self._check_order(cleaned, "size_min", "size_max", _("The most players must be at least the fewest."))
        if cleaned.get("covers_place") and not self.has_place and "city" not in self.errors:
            self.add_error("covers_place", _("Enter a place they should travel to."))
        return cleaned

    def _check_order(self, cleaned: dict, low: str, high: str, text) -> None:
        lowest, highest = cleaned.get(low), cleaned.get(high)
        if lowest is not None and highest is not None and lowest > highest:
            self.add_error(high, text)

    def values(self):
        return super().values() | {"kind": self.kind, "nights": tuple(self.cleaned_data["night"])}
