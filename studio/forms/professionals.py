"""What the page of a professional says, and its credits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ActionForm, NewPartyForm, PartyForm
from studio.actions import LANGUAGES
from studio.actions.professionals import GEAR_MAX
from studio.forms.calls import call_link_field
from studio.models import FIRST_YEAR, LAST_YEAR, Credit, Professional
from studio.queries import language_codes, language_names
from studio.states import Discipline
from web.fields import EditForm

OWN = ("disciplines", "languages", "gear", "is_remote", "is_on_site", "call_link")
CREDIT = ("artist", "title", "year", "role", "link")
NOT_HERE = ("fee_min", "fee_max", "fee_currency")
"""Fields of a band or a venue that a professional's page does not show."""


class LanguagesField(forms.CharField):
    """Languages by their names, in the reader's language, English or their own, or by their codes; parted by commas."""

    def __init__(self, **kwargs):
        super().__init__(help_text=_("Separate with commas: English, German."), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(name for _code, name in language_names(value)) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial or []), data)

    def clean(self, value: Any) -> list[str]:
        typed = [word.strip() for word in super().clean(value).split(",") if word.strip()]
        known = language_codes(LANGUAGES)
        if unknown := [word for word in typed if word.casefold() not in known]:
            raise forms.ValidationError(_("We don’t know this language: %(name)s") % {"name": unknown[0]})
        return [known[word.casefold()] for word in typed]


def _disciplines() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("What you do"), choices=Discipline.choices, widget=forms.CheckboxSelectMultiple
    )


def _remote(**kwargs) -> forms.BooleanField:
    return forms.BooleanField(
        label=_("You work remotely"), required=False, help_text=_("Clients send files, or join by a call."), **kwargs
    )


def _on_site(**kwargs) -> forms.BooleanField:
    return forms.BooleanField(
        label=_("You work on site"), required=False, help_text=_("Clients come to you, or you go to them."), **kwargs
    )


class NewProfessionalForm(NewPartyForm):
    """What a professional needs to begin with."""

    disciplines = _disciplines()
    is_remote = _remote(initial=True)
    is_on_site = _on_site(initial=True)
    field_order = ["your_name", "name", "disciplines", "city", "is_remote", "is_on_site", "timezone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("Your own name, or that of your studio.")


class ProfessionalForm(PartyForm):
    """What the page of a professional says."""

    disciplines = _disciplines()
    languages = LanguagesField(label=_("Languages you speak"), required=False, max_length=300)
    gear = forms.CharField(
        label=_("Gear"),
        required=False,
        max_length=GEAR_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Desk, converters, microphones, monitors, instruments."),
    )
    is_remote = _remote()
    is_on_site = _on_site()
    call_link = call_link_field(_("Clients see it once they’ve paid. You can change it per session."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in NOT_HERE:
            del self.fields[name]
        self.fields["tagline"].help_text = _("What you’re known for.")

    def professional_fields(self) -> dict[str, Any]:
        """What was touched, as arguments of `studio.actions.update_professional`."""
        return self.party_fields() | self.changes({name: self.cleaned_data[name] for name in OWN})

    @classmethod
    def of(cls, professional: Professional, data=None) -> "ProfessionalForm":
        own = {name: getattr(professional, name) for name in OWN}
        return cls(data, initial=cls.initial_of(professional.party) | own)


class CreditForm(EditForm, ActionForm):
    """A record that the professional worked on; new (`of_new`) or to be changed."""

    artist = forms.CharField(label=_("Artist"), max_length=120)
    title = forms.CharField(label=_("Title"), max_length=200)
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False)
    role = forms.CharField(
        label=_("What you did"), max_length=80, required=False, help_text=_("“Mixed”, “Drums on four songs”.")
    )
    link = forms.URLField(label=_("Link"), max_length=500, required=False, assume_scheme="https")

    def credit_fields(self) -> dict[str, Any]:
        """What was touched, as arguments of `studio.actions.update_credit`."""
        return self.changes({name: self.cleaned_data[name] for name in CREDIT})

    @classmethod
    def of_new(cls, data=None) -> "CreditForm":
        form = cls(data)
        form.is_edit = False
        return form

    @classmethod
    def of(cls, credit: Credit, data=None) -> "CreditForm":
        return cls(data, initial={name: getattr(credit, name) for name in CREDIT})
