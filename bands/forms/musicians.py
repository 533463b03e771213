"""The form for one's musician profile, and the filters of the list of musicians."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.acting import ActionForm
from accounts.models import Party
from bands.actions.musicians import INSTRUMENTS_MAX
from bands.models import Musician
from bands.queries.musicians import acts_to_show, named_at_first
from catalogue.forms import CityField
from web.fields import EditForm, choice_field


class MusicianForm(EditForm, ActionForm):
    """One's own profile as a musician."""

    is_public = forms.BooleanField(
        label=_("Show my profile to everyone"),
        required=False,
        help_text=_("Your name, what you play, your town and the acts you choose. Never your email or calendar."),
    )
    instruments = forms.CharField(
        label=_("What do you play?"),
        max_length=INSTRUMENTS_MAX,
        required=False,
        help_text=_("Drums, voice, sound ..."),
    )
    city = CityField(label=_("Town"), required=False)
    is_dep = forms.BooleanField(
        label=_("I’m free as a dep"), required=False, help_text=_("Bands looking for a dep find you.")
    )
    acts = forms.MultipleChoiceField(
        label=_("Acts to name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Shown once the act’s own page is public."),
    )

    def __init__(self, *args, acts: list[Party], **kwargs):
        super().__init__(*args, **kwargs)
        self._acts = {str(party.pk): party for party in acts}
        choice_field(self, "acts").choices = [(key, party.name) for key, party in self._acts.items()]
        if not acts:
            del self.fields["acts"]

    def musician_fields(self) -> dict[str, Any]:
        """What was touched, as arguments of `bands.actions.update_musician`."""
        arguments = dict(self.cleaned_data)
        if "acts" in arguments:
            arguments["acts"] = [self._acts[key] for key in arguments["acts"]]
        return self.changes(arguments)

    @classmethod
    def of(cls, user, data=None) -> "MusicianForm":
        """The form with the stored profile, or a new one that suggests to name one's bands."""
        acts = acts_to_show(user)
        musician = Musician.objects.filter(user=user).select_related("city").first()
        if musician is None:
            named = [str(party.pk) for party in named_at_first(acts)]
            return cls(data, acts=acts, initial={"acts": named})
        names = ("is_public", "is_dep", "instruments", "city")
        named = [str(pk) for pk in musician.acts.values_list("pk", flat=True)]
        return cls(data, acts=acts, initial={name: getattr(musician, name) for name in names} | {"acts": named})


class MusicianSearchForm(forms.Form):
    """Which musicians to list."""

    q = forms.CharField(label=_("Instrument or name"), max_length=80, required=False)
    city = forms.CharField(label=_("Town"), max_length=80, required=False)
    dep = forms.BooleanField(label=_("Free as a dep"), required=False)

    @property
    def wishes(self) -> list[str]:
        """The filters that are set, in words."""
        filters = self.cleaned_data if self.is_valid() else {}
        deps = [str(self.fields["dep"].label)] if filters.get("dep") else []
        return [*filter(None, [filters.get("q"), filters.get("city")]), *deps]
