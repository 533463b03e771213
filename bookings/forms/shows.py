"""A show as its host types it: a night, its times on the venue's clock, and the spots of the bill."""

import datetime as dt
from collections.abc import Sequence
from typing import TypedDict, cast

from django import forms
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from bookings.actions import SpotDraft
from bookings.models import Show
from bookings.queries.nights import DAY_ROLL
from bookings.states import ShowState, SpotRole
from catalogue.forms import CityField, currency_choices
from engagements.forms.edited_times import Moments, StoredTimes
from engagements.forms.fees import FeeFields
from engagements.forms.wallclock import (
    SHOW_CLOCKS,
    WallClock,
    clock_field,
    day_field,
    read_moment,
    show_times,
    shown_moment,
)
from venues.models import Stage
from web.dates import say_day
from web.fields import EditForm, choice_field, row_field
from web.lengths import LengthForm

SPOTS_MAX = 12
FIELD_OF = {
    "load_in_at": "load_in",
    "doors_at": "doors",
    "starts_at": "starts",
    "ends_at": "ends",
    "curfew_at": "curfew",
    "out_at": "out",
    "announce_at": "announce_on",
}
"""Under which field of `ShowForm` an action's complaint about a time belongs."""
TAKES_TIMES_ALONG = ("night", "city")
AGREED = ("stage", "place", "city", "night", "load_in", "starts", "ends", "out")
"""What a confirmed show changes by a move alone."""


class SetTimes(TypedDict):
    """The instants of a set, None twice where it lasts as long as its show."""

    starts_at: dt.datetime | None
    ends_at: dt.datetime | None


class ShowForm(LengthForm, EditForm):
    """A night on one of a venue's stages, new or as it is (`show`).

    `times()` gives its instants, `moved` says what a skipped hour changed.
    """

    sources = {name: (field, *TAKES_TIMES_ALONG) for name, field in FIELD_OF.items()} | {
        "out_at": ("out", "ends", *TAKES_TIMES_ALONG),
        "announce_at": ("announce_on", "announce_time"),
    }

    title = forms.CharField(label=_("Title"), required=False, max_length=200, help_text=_("As on the poster"))
    stage: "forms.ModelChoiceField[Stage]" = forms.ModelChoiceField(label=_("Stage"), queryset=None, empty_label=None)
    night = day_field(_("Night"), help_text=_("The evening it starts. Past-midnight times belong to it."))
    load_in = clock_field(_("Load-in"), help_text=_("Default: two hours before the start"))
    doors = clock_field(_("Doors"))
    starts = clock_field(_("Start"), required=True)
    ends = clock_field(_("End"), required=True, help_text=_("Past-midnight times belong to this night."))
    curfew = clock_field(_("Curfew"))
    out = clock_field(_("Venue clear"), help_text=_("When the stage is clear. Default: the end of the show."))
    announce_on = day_field(_("Announce on"), required=False, help_text=_("The public page shows no names until then."))
    announce_time = clock_field(_("Announce at"), help_text=_("Default: start of that day"))
    ticket_url = forms.URLField(label=_("Tickets"), required=False, max_length=500, assume_scheme="https")
    description = forms.CharField(
        label=_("About the night"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args, venue=None, stages=None, show: Show | None = None, **kwargs):
        self.show, self.is_edit = show, show is not None
        if show:
            kwargs["initial"] = self.initial_of(show)
        super().__init__(*args, **kwargs)
        self.venue = venue
        for name in AGREED if show and show.state == ShowState.CONFIRMED else ():
            if name in self.fields:
                self.fields[name].disabled = True
        for name, day in times_of(show).days_apart(venue.day_starts_at if venue else DAY_ROLL).items() if show else ():
            self.fields[name].help_text = _("Currently %(day)s.") % {"day": say_day(day)}
        if "stage" in self.fields:
            row_field(self, "stage").queryset = stages
        self.moved: list[str] = []
        self._times: Moments = {}

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        if all(cleaned.get(name) is not None for name in ("night", "starts", "ends")):
            try:
                self._times = self._read_times(cleaned)
            except OverflowError:
                self.add_error("night", _("Choose another date."))
                return cleaned
            self._check_times(self.clock().timezone)
        return cleaned

    def _read_times(self, said: dict) -> Moments:
        if self.show is None:
            return show_times(self.clock(), said)
        return times_of(self.show).edited(self.clock(), said, self.touched)

    def _check_times(self, timezone: str) -> None:
        times = self._times
        starts_at, ends_at = times["starts"], times["ends"]
        assert starts_at is not None and ends_at is not None  # noqa: PT018, S101 — both are always there
        if starts_at <= now() and self.touched & {"night", "starts"}:
            self.add_error("night", _("This night has passed."))
        if ends_at <= starts_at:
            skipped = _("The clocks change that night, so this time doesn’t exist.")
            self.add_error("ends", skipped if self.moved else _("The end must be after the start."))
        if times["doors"] and times["load_in"] and times["doors"] < times["load_in"]:
            self.add_error("doors", _("Doors must open after load-in."))
        self.ask_about(times, timezone, self.touched)

    def clock(self) -> WallClock:
        """The clock of the night that was typed: of the show that is there, else at the venue."""
        zone = self.show.timezone if self.show else self.venue.party.timezone
        return WallClock(self.cleaned_data["night"], zone, self.venue.day_starts_at, moved=self.moved)

    def terms(self) -> dict[str, object]:
        """The show as keyword arguments of `create_show` and `update_show`, but for its spots."""
        said = self.cleaned_data
        announce_at = read_moment(said["announce_on"], said["announce_time"], self.clock().timezone)
        names = ("stage", "place", "city", "title", "ticket_url", "description")
        kept = {name: said[name] for name in names if name in self.fields}
        times = {f"{name}_at": moment for name, moment in self._times.items()}
        return kept | times | {"announce_at": announce_at}

    @property
    def ends_at(self) -> dt.datetime:
        """When the show ends, after a valid `is_valid()`."""
        ends_at = self._times["ends"]
        assert ends_at is not None  # noqa: S101 — it is always there
        return ends_at

    def changed_terms(self) -> dict[str, object]:
        """What was touched, as keyword arguments of `update_show`."""
        changes = self.changes(self.terms())
        return {name: value for name, value in changes.items() if value != getattr(self.show, name)}

    def spot_times(self, starts: dt.time | None, ends: dt.time | None) -> SetTimes:
        """The instants of a set that was typed as two clock times of this night; None twice for the whole show."""
        if starts is None or ends is None:
            return {"starts_at": None, "ends_at": None}
        clock = self.clock()
        start = clock.from_(clock.start(self.cleaned_data["starts"]), starts)
        return {"starts_at": clock.instant(start), "ends_at": clock.instant(clock.after(start, ends))}

    @staticmethod
    def initial_of(show: Show) -> dict[str, object]:
        """What the form starts with for a show that is there already."""
        kept = {name: getattr(show, name) for name in ("stage", "title", "night", "ticket_url", "description")}
        on, at = shown_moment(show.announce_at, show.timezone)
        return kept | times_of(show).clocks | {"announce_on": on, "announce_time": at}


def times_of(show: Show) -> StoredTimes:
    """The times of a show by the names of its fields, on its own clock."""
    moments = {name: getattr(show, f"{name}_at") for name in SHOW_CLOCKS}
    return StoredTimes(show.night, show.timezone, moments)


class OwnShowForm(ShowForm):
    """A night that a band puts on itself, at an address. Its clock is that of the city, else the band's."""

    stage = None  # type: ignore[assignment]  # Django leaves such a field out
    place = forms.CharField(label=_("Place"), max_length=300, help_text=_("Name and address of the place."))
    city = CityField(label=_("City"), required=False)

    field_order = ["title", "night", "place", "city"]

    def __init__(self, *args, owner: Party, **kwargs):
        super().__init__(*args, **kwargs)
        self.owner = owner

    def clock(self) -> WallClock:
        """The clock of the night that was typed, where it is: a show that exists keeps its own with its city."""
        city = self.cleaned_data.get("city")
        zone = city.timezone if city else self.owner.timezone
        if self.show and "city" not in self.touched:
            zone = self.show.timezone
        return WallClock(self.cleaned_data["night"], zone, DAY_ROLL, moved=self.moved)

    @staticmethod
    def initial_of(show: Show) -> dict[str, object]:
        """What the form starts with for a show that is there already."""
        return ShowForm.initial_of(show) | {"place": show.place, "city": show.city}


class SpotForm(FeeFields):
    """A place on the bill; without times of its own it lasts as long as the show."""

    role = forms.ChoiceField(label=_("Role"), choices=SpotRole.choices)
    starts = clock_field(_("Set starts"))
    ends = clock_field(_("until"))

    field_order = ["role", "starts", "ends", "fee", "fee_currency"]

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        choice_field(self, "fee_currency").choices = choices

    def clean(self):
        cleaned = super().clean()
        if (cleaned.get("starts") is None) != (cleaned.get("ends") is None) and not self.errors:
            missing = "ends" if cleaned.get("starts") else "starts"
            self.add_error(missing, _("Enter a start and an end for the set, or leave both empty."))
        return cleaned


class SpotFormSet(forms.BaseFormSet):
    """The bill: at least one spot, at most twelve."""

    default_error_messages = {
        "missing_management_form": _("Part of the bill got lost on the way. Add its slots again."),
        "too_few_forms": _("A show needs at least one slot."),
        "too_many_forms": _("A bill can have at most %(num)d slots."),
    }

    def kept(self) -> list[SpotForm]:
        """The spots that were not taken off the bill."""
        return [form for form in self.forms if form not in self.deleted_forms and form.cleaned_data.get("role")]


def read_spots(form: ShowForm, spots: SpotFormSet) -> list[SpotDraft]:
    """The bill as the actions take it, out of two forms found valid.

    A set outside its show becomes an error of its spot: look at the errors again before acting.
    """
    drafts = []
    for spot in spots.kept():
        said = spot.cleaned_data
        times = form.spot_times(said["starts"], said["ends"])
        if times["ends_at"] and times["ends_at"] > form.ends_at:
            spot.add_error("ends", _("The set must be within the show."))
        drafts.append(SpotDraft(role=said["role"], **times, **spot.fee_terms()))
    return drafts


# Rows taken off the bill still come along; but whoever claims to send a thousand is not shown a thousand.
_FormSet = cast(type[SpotFormSet], forms.formset_factory(  # derived from it, which the stubs do not know
    SpotForm, formset=SpotFormSet, extra=0, min_num=1, validate_min=True, max_num=SPOTS_MAX, validate_max=True,
    can_delete=True, absolute_max=2 * SPOTS_MAX,
))  # fmt: skip


def spot_formset(data=None, *, initial=None, currencies: Sequence[str] = ()) -> SpotFormSet:
    """The bill's formset, with the likely currencies first; queries them once, whatever the number of spots."""
    kwargs = {"choices": currency_choices(*currencies), "currencies": currencies}
    return _FormSet(data, prefix="spots", initial=initial, form_kwargs=kwargs)
