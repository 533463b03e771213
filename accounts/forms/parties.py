"""What the page of a band or a venue says."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.acting import ActionForm
from accounts.forms.naming import NamingForm
from accounts.models import Party
from accounts.names.zones import zone_choices
from catalogue.forms import CityField, CurrencyField, GenresField
from catalogue.models import Currency
from media.forms import PictureDetailsForm, PictureForm
from web.fields import EditForm, choice_field
from web.money import AmountInvalid, parse_amount, typed_amount


class NewPartyForm(NamingForm, ActionForm):
    """What a band or a venue needs to begin with."""

    name = forms.CharField(label=_("Name"), max_length=300)
    city = CityField(label=_("City"), required=False, help_text=_("Home town, e.g. Hamburg, Germany"))
    timezone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choice_field(self, "timezone").choices = [("", _("Same as the city")), *zone_choices()]

    def zone_for(self, user) -> str:
        """The zone chosen, else that of the city, else the person's own."""
        city = self.cleaned_data["city"]
        return self.cleaned_data["timezone"] or (city.timezone if city else user.timezone)


class AgencyForm(EditForm, ActionForm):
    """What an agency says of itself."""

    name = forms.CharField(label=_("Name"), max_length=300)
    city = CityField(label=_("City"), required=False)
    timezone = forms.ChoiceField(label=_("Time zone"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choice_field(self, "timezone").choices = zone_choices()

    @classmethod
    def of(cls, party: Party, data=None) -> "AgencyForm":
        return cls(data, initial={name: getattr(party, name) for name in ("name", "city", "timezone")})

    def party_fields(self) -> dict[str, Any]:
        """What was touched, as arguments of `accounts.actions.update_party`."""
        return self.changes(self.cleaned_data)


class PartyForm(EditForm, ActionForm):
    """What the page of a band or a venue says."""

    sources = {"fee_min_minor": ("fee_min", "fee_currency"), "fee_max_minor": ("fee_max", "fee_currency")}

    fields_of_arguments = {"fee_min_minor": "fee_min", "fee_max_minor": "fee_max"}

    name = forms.CharField(label=_("Name"), max_length=300)
    tagline = forms.CharField(
        label=_("Tagline"), max_length=200, required=False, help_text=_("One line that says what you sound like or do.")
    )
    bio = forms.CharField(label=_("About"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 6}))
    city = CityField(label=_("City"), required=False)
    timezone = forms.ChoiceField(label=_("Time zone"))
    genres = GenresField(label=_("Genres"), required=False)
    fee_min = forms.CharField(label=_("Usual fee from"), max_length=40, required=False)
    fee_max = forms.CharField(label=_("up to"), max_length=40, required=False)
    fee_currency = CurrencyField(Currency.objects.all(), label=_("Currency"), required=False, empty_label="–")
    links = forms.CharField(
        label=_("Links"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One per line, with an optional name first: Bandcamp https://example.bandcamp.com"),
    )
    takes_enquiries = forms.BooleanField(
        label=_("Allow messages from your page"),
        required=False,
        help_text=_("For questions before a booking. Your address stays private, and you can block anyone."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choice_field(self, "timezone").choices = zone_choices()

    def clean(self) -> dict:
        super().clean()
        for end in ("min", "max"):
            self.cleaned_data[f"fee_{end}_minor"] = self._amount(f"fee_{end}")
        return self.cleaned_data

    def party_fields(self) -> dict[str, Any]:
        """What was touched, as arguments of `accounts.actions.update_party`. A kind of party may show fewer fields."""
        names = (
            "name",
            "tagline",
            "bio",
            "city",
            "timezone",
            "genres",
            "fee_min_minor",
            "fee_max_minor",
            "fee_currency",
            "takes_enquiries",
        )
        lines = [line.split() for line in self.cleaned_data["links"].splitlines() if line.strip()]
        links = [(" ".join(words[:-1]), words[-1]) for words in lines]
        return self.changes(
            {name: self.cleaned_data[name] for name in names if name in self.cleaned_data} | {"links": links}
        )

    def _amount(self, field: str) -> int | None:
        text, currency = self.cleaned_data.get(field), self.cleaned_data.get("fee_currency")
        if not text:
            return None
        if currency is None:
            if "fee_currency" not in self.errors:
                self.add_error("fee_currency", _("Choose the currency of the fee."))
            return None
        try:
            return parse_amount(text, currency.code)
        except AmountInvalid as error:
            self.add_error(field, str(error))
            return None

    @staticmethod
    def initial_of(party: Party) -> dict[str, Any]:
        """What the form shows of a party before it is changed."""
        names = ("name", "tagline", "bio", "city", "timezone", "fee_currency", "takes_enquiries")
        return {name: getattr(party, name) for name in names} | {
            "genres": list(party.genres.all()),
            "fee_min": typed_amount(party.fee_min_minor, party.fee_currency_id),
            "fee_max": typed_amount(party.fee_max_minor, party.fee_currency_id),
            "links": "\n".join(f"{link.label} {link.url}" for link in party.links.all()),
        }


class PhotoForm(ActionForm, PictureForm):
    """Another photo for a page."""


class PhotoDetailsForm(EditForm, ActionForm, PictureDetailsForm):
    """What is said of a photo, and what of it stays in sight."""
