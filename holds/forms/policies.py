"""A venue's house rules as its leaders type them, and the rooms that a stage is made of."""

from typing import Any

from django import forms
from django.forms import Field
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.states import PartyKind
from engagements.deals.tiers import DAYS, HOURS, HOURS_MAX, TIERS_MAX, WHOLE, unit_of
from engagements.forms.rows import RowsForm
from venues.models import HousePolicy, Stage
from venues.states import ChallengeWindow, OtherHolds, RefillStrategy, WhoMayHold
from web.fields import EditForm, row_field

UNITS = [(DAYS, _("days before the night")), (HOURS, _("hours before the set"))]
FIELD_OF = {"cancellation_tiers": "tier_1_days"}


def _days(label, **kwargs) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=365, **kwargs)


def _hours(label, **kwargs) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=720, **kwargs)


class HousePolicyForm(EditForm, RowsForm):
    """Holds, challenges, refills and cancelling. `rules()` gives the arguments of `set_policy`."""

    may_hold = forms.MultipleChoiceField(
        label=_("Who may place holds"),
        choices=[(PartyKind.BAND, _("Bands, for themselves")), (PartyKind.AGENCY, _("Agencies and promoters"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Your venue can always hold nights, for anyone."),
    )
    who_may_hold = forms.ChoiceField(
        label=_("From which of them"), choices=WhoMayHold.choices, widget=forms.RadioSelect
    )
    most_holds = forms.IntegerField(
        label=_("Active holds per band or agency"),
        min_value=1,
        max_value=100,
        help_text=_("The same limit applies per person, for all they lead. Your own holds don’t count."),
    )
    outsiders_from_rank = forms.IntegerField(
        label=_("Best position for others"),
        min_value=1,
        max_value=20,
        help_text=_("2 keeps first position for your venue."),
    )
    newcomers_from_rank = forms.IntegerField(label=_("Best position for acts new to you"), min_value=1, max_value=20)
    first_hold_days = _days(_("First hold lasts (days)"))
    other_hold_days = _days(_("Other holds last (days)"))
    warn_days = forms.IntegerField(label=_("Reminder (days before)"), min_value=0, max_value=60)
    ranks_close_up = forms.BooleanField(
        label=_("Move lower holds up at once"), required=False, help_text=_("Otherwise each keeps its position.")
    )
    challenge_window = forms.ChoiceField(
        label=_("Time to answer a challenge"), choices=ChallengeWindow.choices, widget=forms.RadioSelect
    )
    challenge_hours = _hours(_("Hours to answer a challenge"))
    other_holds = forms.ChoiceField(
        label=_("Other holds when one is confirmed"), choices=OtherHolds.choices, widget=forms.RadioSelect
    )
    refill = forms.ChoiceField(
        label=_("When an act cancels"),
        choices=RefillStrategy.choices,
        widget=forms.RadioSelect,
        help_text=_("We ask next holds first, then the waiting list, then good matches."),
    )
    refill_hours = _hours(_("Hours to answer an invite to step in"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tiers = kwargs.get("initial", {}).get("tiers", [])
        self.add_rows("tier", _tier_fields, shown=self.rows_wanted("tier", len(tiers)), most=TIERS_MAX)
        self._number_tiers()
        for number, tier in enumerate(tiers, 1):
            values = {"days": tier[0], "unit": unit_of(tier), "percent": tier[1]}
            self.initial.update({f"tier_{number}_{name}": value for name, value in values.items()})

    def _number_tiers(self) -> None:
        """Who hears a field, or reads what is wrong with it, knows which row it stands in."""
        for number, names in self._by_row("tier"):
            for name in names.values():
                words = {"number": number, "label": self.fields[name].label}
                self.fields[name].label = _("Tier %(number)d: %(label)s") % words

    def clean(self):
        cleaned = super().clean()
        for number, tier in self.said("tier"):
            missing = [name for name in ("days", "percent") if tier[name] is None]
            field = f"tier_{number}_{missing[0]}" if len(missing) == 1 else ""
            if field and field not in self.errors:
                self.add_error(field, _("Enter both the time and the share."))
        return cleaned

    def rules(self) -> dict[str, Any]:
        """What was touched as keyword arguments of `set_policy`."""
        said = {name: value for name, value in self.cleaned_data.items() if not name.startswith("tier_")}
        rows = [tier for _number, tier in self.said("tier") if tier["days"] is not None]
        tiers = [[tier["days"], tier["percent"], tier["unit"] or DAYS] for tier in rows]
        found = self.changes(said)
        return found | {"cancellation_tiers": tiers} if self._is_tier_touched else found

    @property
    def _is_tier_touched(self) -> bool:
        return any(name.startswith("tier_") for name in self.touched)

    @property
    def tiers(self) -> list[dict[str, forms.BoundField]]:
        return self.rows("tier")

    @classmethod
    def of(cls, policy: HousePolicy, data=None) -> "HousePolicyForm":
        names = list(cls.base_fields)
        initial = {name: getattr(policy, name) for name in names} | {"tiers": policy.cancellation_tiers}
        return cls(data, initial=initial)


def _tier_fields() -> dict[str, Field]:
    return {
        "days": forms.IntegerField(
            label=pgettext_lazy("a tier", "From"), min_value=0, max_value=HOURS_MAX, required=False
        ),
        "unit": forms.ChoiceField(label=_("Days or hours"), choices=UNITS, required=False),
        "percent": forms.IntegerField(label=_("% of the fee"), min_value=0, max_value=WHOLE, required=False),
    }


class StageRoomsForm(EditForm):
    """Of which other stages of its venue a stage is made."""

    parts: "forms.ModelMultipleChoiceField[Stage]" = forms.ModelMultipleChoiceField(
        label=_("Made up of"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, stage: Stage, **kwargs):
        kwargs["initial"] = {"parts": list(stage.parts.all())}
        super().__init__(*args, **kwargs)
        row_field(self, "parts").queryset = stage.venue.stages.exclude(pk=stage.pk)
