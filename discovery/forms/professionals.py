"""What may be asked of a search for professionals: everything optional, everything in the address bar."""

from functools import lru_cache

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.states import PartyKind
from discovery.forms.filters import RADII, FilterForm, amount_field, rating_field, sort_field, words_field
from discovery.forms.nights import NightsField
from discovery.queries.search import Sort, Wish
from discovery.queries.search.wishes import KM_PER_MILE
from studio.actions import LANGUAGES
from studio.queries import language_names
from studio.states import Discipline, RateKind

SORTS = [
    (Sort.FIT.value, _("Best match")),
    (Sort.DISTANCE.value, _("Nearest")),
    (Sort.RATING.value, _("Best rated")),
    (Sort.RATE.value, _("Lowest rate")),
    (Sort.NEWEST.value, _("Newest")),
]
UNITS = [("km", _("kilometres")), ("mi", _("miles"))]
RATE_KINDS = [(RateKind.HOUR.value, _("per hour")), (RateKind.DAY.value, _("per day"))]


@lru_cache
def _languages(reader: str) -> list[tuple[str, str]]:
    return language_names(LANGUAGES)


def _language_choices() -> list[tuple[str, str]]:
    return [("", str(_("Any"))), *_languages(get_language() or "en")]


class ProfessionalsForm(FilterForm[Wish]):
    """The filters of a search for professionals. `wish()` gives them as `search_professionals` takes them."""

    wish_class = Wish
    amounts = ("rate_max",)
    always_shown = frozenset({
        "q", "discipline", "night", "city", "near", "genre", "radius_km", "radius_unit", "currency", "rate_kind",
        "sort", "project",
    })  # fmt: skip
    field_order = (
        "q",
        "discipline",
        "night",
        "city",
        "near",
        "radius_km",
        "radius_unit",
        "genre",
        "region",
        "any_night",
        "from_time",
        "to_time",
        "rate_max",
        "rate_kind",
        "currency",
        "language",
        "rating_min",
        "role",
        "is_verified",
        "is_remote",
        "sort",
        "project",
    )

    q = words_field(_("Name, style, town"))
    discipline = forms.ChoiceField(label=_("Discipline"), choices=[("", _("Any")), *Discipline.choices], required=False)
    night = NightsField(label=_("Day"), required=False)
    any_night = forms.BooleanField(label=_("Any of these days"), required=False)
    from_time = forms.TimeField(label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    to_time = forms.TimeField(label=_("To"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    rate_max = amount_field(_("Rate up to"))
    rate_kind = forms.TypedChoiceField(
        label=_("Rate per"), choices=RATE_KINDS, required=False, initial=RateKind.HOUR, empty_value=RateKind.HOUR
    )
    language = forms.ChoiceField(label=_("Language"), choices=_language_choices, required=False)
    radius_unit = forms.TypedChoiceField(
        label=_("Distance unit"), choices=UNITS, required=False, initial="km", empty_value="km"
    )
    rating_min = rating_field(_("Rating"))
    role = forms.CharField(
        label=_("Credited for"), required=False, max_length=80, help_text=_("As in their credits: “drums”, “mix”")
    )
    is_verified = forms.BooleanField(label=_("Verified by staff"), required=False)
    is_remote = forms.BooleanField(label=_("Works remotely"), required=False)
    sort = sort_field(SORTS)
    project = forms.UUIDField(required=False, widget=forms.HiddenInput)
    """For which project of theirs somebody looks: it goes along to booking, and asks nothing of the search."""

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        for name in ("fee_min", "capacity_min"):
            del self.fields[name]
        self.fields["radius_km"].choices = [(radius, str(radius)) for radius, _label in RADII]  # type: ignore[attr-defined]

    def tidy(self, address):
        tidied = super().tidy(address)
        if not (self.has_place and self.is_in_miles):
            tidied = tidied.replaced({"radius_unit": []})
        asks_kind = self.asks_fee or self.order == Sort.RATE
        if asks_kind and self.cleaned_data["rate_kind"] != RateKind.HOUR:
            return tidied
        return tidied.replaced({"rate_kind": []})

    @property
    def is_in_miles(self) -> bool:
        return self.cleaned_data["radius_unit"] == "mi"

    def values(self):
        asked = self.cleaned_data
        role = asked["role"].strip()
        return super().values() | {
            "kind": PartyKind.PROFESSIONAL,
            "nights": tuple(asked["night"]),
            "radius_km": asked["radius_km"] * (KM_PER_MILE if self.is_in_miles else 1),
            "in_miles": self.is_in_miles,
            "roles": (role,) if role else (),
        }


class SavedProfessionalsForm(ProfessionalsForm):
    """The filters that are kept: whoever looks again does so for no project."""

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        del self.fields["project"]
