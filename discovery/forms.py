"""What may be asked of a search: everything optional, everything in the address bar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.forms import CityField
from catalogue.models import Currency, Genre
from stageslot.web.money import AmountInvalid, parse_amount

RADIUS_KM = 50
USUAL_CURRENCY = "EUR"
RADII = [(25, "25 km"), (50, "50 km"), (100, "100 km"), (200, "200 km"), (400, "400 km")]


class SearchForm(forms.Form):
    """The filters of a search for acts or venues. `filters()` gives them as `search_parties` takes them."""

    q = forms.CharField(label=_("Name, style, town"), required=False, max_length=120)
    night = forms.DateField(label=_("Night"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    city = CityField(label=_("Near"), required=False)
    radius_km = forms.TypedChoiceField(
        label=_("Within"), choices=RADII, coerce=int, required=False, empty_value=None, initial=RADIUS_KM
    )
    genre = forms.ModelChoiceField(
        label=_("Genre"), queryset=Genre.objects.all(), required=False, empty_label=_("Any genre")
    )
    fee_max = forms.CharField(
        label=_("Fee up to"), required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    currency = forms.ModelChoiceField(
        label=_("Currency"), queryset=Currency.objects.all(), required=False, initial=USUAL_CURRENCY, empty_label=None
    )
    from_time = forms.TimeField(label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    to_time = forms.TimeField(label=_("To"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    with_silent = forms.BooleanField(label=_("Also acts that have not said whether they can"), required=False)

    def __init__(self, data=None, **kwargs):
        """What the address leaves out is the usual radius and currency."""
        if data is not None:
            data = data.copy()
            data.setdefault("radius_km", RADIUS_KM)
            data.setdefault("currency", USUAL_CURRENCY)
        super().__init__(data, **kwargs)

    def clean(self):
        cleaned = super().clean()
        text, currency = cleaned.get("fee_max"), cleaned.get("currency")
        if text and currency:
            try:
                cleaned["fee_max"] = parse_amount(text, currency.code)
            except AmountInvalid as error:
                self.add_error("fee_max", str(error))
        elif text and "currency" not in self.errors:
            self.add_error("currency", _("Choose the currency of the fee."))
        return cleaned

    @property
    def is_filtered(self) -> bool:
        """Whether anything is asked for but a radius, a currency or the silent, which ask nothing by themselves."""
        asking = self.fields.keys() - {"radius_km", "currency", "with_silent"}
        return any(self.data.get(name) for name in asking)

    def filters(self) -> dict[str, object]:
        """The cleaned filters as keyword arguments of `search_parties`."""
        said = self.cleaned_data
        fee_max = said["fee_max"] if isinstance(said.get("fee_max"), int) else None
        return {
            "q": said["q"],
            "nights": (said["night"],) if said["night"] else (),
            "city": said["city"],
            "radius_km": said["radius_km"],
            "genres": (said["genre"].slug,) if said["genre"] else (),
            "fee_max": fee_max,
            "currency": said["currency"].code if fee_max is not None and said["currency"] else "",
            "from_time": said["from_time"],
            "to_time": said["to_time"],
            "with_silent": said["with_silent"],
        }
