"""Forms about venues and stages."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ActionForm, NewPartyForm, PartyForm, TimeInput
from venues.actions import CAPACITY_MAX, DAY_ROLL, SIZE_CM_MAX
from venues.actions.closures import REASON_MAX
from venues.hooks import OnTheClock
from venues.models import Stage, Venue
from venues.queries.clocks import standing_on_clock
from venues.states import Existing
from web.fields import EditForm

OWN = (
    "address", "postal_code", "latitude", "longitude", "day_starts_at", "access_info", "load_in_info", "house_rules",
)  # fmt: skip


def _text(label, *, rows: int = 4, longest: int = 2000, help_text="") -> forms.CharField:
    """Some lines that may be left empty."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=longest, widget=area, help_text=help_text)


def _night(label, *, help_text="") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, help_text=help_text)


def _metres(label) -> forms.DecimalField:
    """A length in metres, to the centimetre."""
    most = SIZE_CM_MAX // 100
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=Decimal("0.01"),
        max_value=most,
        max_digits=5,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"}),
    )


def _day_roll(**kwargs) -> forms.TimeField:
    return forms.TimeField(
        label=_("Nights end at"),
        widget=TimeInput(),
        help_text=_("A 1 am set on Sunday still counts as Saturday."),
        **kwargs,
    )


class NewVenueForm(NewPartyForm):
    address = forms.CharField(label=_("Street and number"), max_length=300, required=False)
    day_starts_at = _day_roll(initial=DAY_ROLL)
    field_order = ["your_name", "name", "city", "address", "day_starts_at", "timezone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["city"].help_text = _("Such as Hamburg, Germany")


class VenueForm(PartyForm):
    """What a venue's page says, and where and when its nights are."""

    address = forms.CharField(label=_("Street and number"), max_length=300, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    latitude = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90, required=False)
    longitude = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180, required=False)
    day_starts_at = _day_roll()
    access_info = _text(
        _("Access"), help_text=_("For guests: steps and lifts, doors, toilets, hearing loops, a phone number.")
    )
    load_in_info = _text(_("Load-in"), help_text=_("For acts: parking, ramps and stairs, distance to the stage."))
    house_rules = _text(
        _("House rules"),
        longest=4000,
        help_text=_("For acts and guests: noise limits, age limits, smoking, filming, curfew."),
    )

    def __init__(self, *args, venue: Venue | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.venue = venue
        self.standing: list[OnTheClock] = []

    def clean(self) -> dict:
        """Another clock: what exists is shown, and what becomes of it is asked (`existing`)."""
        cleaned = super().clean()
        if self.venue and self.touched & {"timezone", "day_starts_at"}:
            self.standing = standing_on_clock(self.venue)
        if self.standing:
            self._ask_existing(cleaned)
        return cleaned

    def _ask_existing(self, cleaned: dict) -> None:
        choices = [each for each in Existing if each != Existing.CLOCK or "timezone" in self.touched]
        field = forms.ChoiceField(
            label=_("What should happen?"), choices=[(each.value, each.label) for each in choices],
            widget=forms.RadioSelect,
        )  # fmt: skip
        self.fields["existing"] = field
        sent = field.widget.value_from_datadict(self.data, self.files, self.add_prefix("existing"))
        if sent in {each.value for each in choices}:
            cleaned["existing"] = sent
        else:
            self.add_error("existing", _("Choose what happens to existing shows and holds."))

    def venue_fields(self) -> dict[str, Any]:
        """What was touched, as arguments of `venues.actions.update_venue`."""
        said = self.cleaned_data
        chosen = {"existing": said["existing"]} if "existing" in said else {}
        return self.party_fields() | self.changes({name: said[name] for name in OWN}) | chosen

    @classmethod
    def of(cls, venue: Venue, data=None) -> "VenueForm":
        own = {name: getattr(venue, name) for name in OWN}
        return cls(data, initial=cls.initial_of(venue.party) | own, venue=venue)


class StageForm(ActionForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    capacity = forms.IntegerField(label=_("Capacity"), min_value=1, max_value=CAPACITY_MAX, required=False)


class ClosureForm(ActionForm):
    """The nights on which a stage is closed."""

    first = _night(_("First night"))
    last = _night(_("Last night"), help_text=_("Including the last night. For one night, enter it twice."))
    reason = forms.CharField(
        label=_("Reason"), max_length=REASON_MAX, required=False, help_text=_("Only your team sees this.")
    )


class StageFactsForm(EditForm, StageForm):
    """What a stage is like, for those who are to play on it. Lengths are typed in metres and kept in centimetres."""

    fields_of_arguments = {"width_cm": "width", "depth_cm": "depth", "height_cm": "height"}
    sources = {"width_cm": ("width",), "depth_cm": ("depth",), "height_cm": ("height",)}

    width = _metres(_("Width (m)"))
    depth = _metres(_("Depth (m)"))
    height = _metres(_("Clear height (m)"))
    description = _text(_("About the room"), rows=3)
    backline = _text(_("Backline"), help_text=_("What’s already there: drums, amps, keyboards."))
    pa = _text(_("PA and monitors"), help_text=_("Speakers, mixing desk, monitor mixes, microphones."))
    lights = _text(_("Lights"))

    def terms(self) -> dict[str, Any]:
        """What was touched, as arguments of `venues.actions.update_stage`."""
        kept = ("name", "capacity", "description", "backline", "pa", "lights")
        lengths = {f"{side}_cm": self._centimetres(side) for side in ("width", "depth", "height")}
        return self.changes({name: self.cleaned_data[name] for name in kept} | lengths)

    def _centimetres(self, side: str) -> int | None:
        metres = self.cleaned_data[side]
        return None if metres is None else int(metres * 100)

    @classmethod
    def of(cls, stage: Stage, data=None) -> "StageFactsForm":
        kept = ("name", "capacity", "description", "backline", "pa", "lights")
        lengths = {side: _in_metres(getattr(stage, f"{side}_cm")) for side in ("width", "depth", "height")}
        return cls(data, initial={name: getattr(stage, name) for name in kept} | lengths)


def _in_metres(centimetres: int | None) -> Decimal | None:
    return None if centimetres is None else Decimal(centimetres).scaleb(-2).normalize() + 0
