"""Another time for a show, as a side types it; a report; how a spot is filled again."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Party
from bookings.forms.shows import times_of
from bookings.models import Show, Spot
from bookings.queries.nights import DAY_ROLL
from bookings.states import ReportKind
from engagements.forms.edited_times import Moments, StoredTimes
from engagements.forms.messages import message_field
from engagements.forms.wallclock import WallClock, clock_field, day_field
from venues.models import Stage
from venues.states import RefillStrategy
from web.fields import EditForm, choice_field, row_field
from web.lengths import LengthForm

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
FIELD_OF = {
    "load_in_at": "load_in", "doors_at": "doors", "starts_at": "starts", "ends_at": "ends", "curfew_at": "curfew",
    "out_at": "out",
}  # fmt: skip
"""Under which field an action's complaint about a time belongs; those about spots are at `spots.N.field`."""


class ProposalForm(LengthForm, EditForm):
    """Other times for a show, by its own clock; what nobody touched stays. `moved` says what a skipped hour changed.

    Fields `set_N_starts` and `set_N_ends` are those of the N-th spot; left empty, a set moves with the show's start.
    """

    party: "forms.ModelChoiceField[Party]" = forms.ModelChoiceField(
        label=gettext_lazy("On behalf of"), queryset=None, to_field_name="slug", empty_label=None
    )
    stage: "forms.ModelChoiceField[Stage]" = forms.ModelChoiceField(
        label=gettext_lazy("Stage"), queryset=None, empty_label=None
    )
    night = day_field(gettext_lazy("Night"))
    starts = clock_field(gettext_lazy("Start"), required=True)
    ends = clock_field(gettext_lazy("End"), required=True)
    load_in = clock_field(
        gettext_lazy("Load-in"), help_text=gettext_lazy("Default: the same time before the show as now")
    )
    doors = clock_field(gettext_lazy("Doors"))
    curfew = clock_field(gettext_lazy("Curfew"))
    out = clock_field(gettext_lazy("Venue clear"))
    answer_on = day_field(
        gettext_lazy("Answer by"),
        required=False,
        help_text=gettext_lazy("Until the end of that day. Default: a few days."),
    )
    message = message_field(gettext_lazy("Why"), help_text=gettext_lazy("Everyone involved reads this."))

    def __init__(self, *args, show: Show, speakers: list[Party], **kwargs):
        self.spots: list[Spot] = list(show.spots.all())
        kwargs["initial"] = self._initial(show, speakers)
        super().__init__(*args, **kwargs)
        self.show = show
        self.moved: list[str] = []
        self._times: Moments = {}
        row_field(self, "party").queryset = Party.objects.filter(pk__in=[party.pk for party in speakers])
        if len(speakers) == 1:
            self.fields["party"].widget = forms.HiddenInput()
        self._offer_stages()
        for place in range(len(self.spots)):
            self.fields[f"set_{place}_starts"] = clock_field(_("Set starts"))
            self.fields[f"set_{place}_ends"] = clock_field(_("until"))

    @classmethod
    def with_times(cls, times: Mapping[str, str], *, show: Show, speakers: list[Party]) -> "ProposalForm":
        """The form with everything as it is, but for these clock times ("22:30") by the name of their field; a set is
        named by its spot: "set_<id>_starts". Other names and whatever is no time are ignored. Without any, a new form.
        """
        form = cls(show=show, speakers=speakers)
        places = {f"set_{spot.pk.hex}_": f"set_{place}_" for place, spot in enumerate(form.spots)}
        proposed = {}
        for name, text in times.items():
            field = next((name.replace(old, new) for old, new in places.items() if name.startswith(old)), name)
            if isinstance(form.fields.get(field), forms.TimeField) and _CLOCK.fullmatch(text):
                proposed[field] = text
        if not proposed:
            return form
        shown = {name: form._shown(form[name]) for name in form.fields}
        carried = {form.add_initial_prefix(name): value for name, value in shown.items()}
        data = {name: value for name, value in (carried | shown | proposed).items() if value is not None}
        return cls(data, show=show, speakers=speakers)

    def _offer_stages(self) -> None:
        if self.show.stage is None:
            del self.fields["stage"]
            return
        stages = Stage.objects.filter(venue=self.show.stage.venue_id).select_related("venue__party__city__country")
        row_field(self, "stage").queryset = stages
        if len(stages) == 1:
            self.fields["stage"].widget = forms.HiddenInput()

    @property
    def sets(self) -> list[tuple[Spot, forms.BoundField, forms.BoundField]]:
        """Each spot with its two fields, for the page."""
        return [(spot, self[f"set_{place}_starts"], self[f"set_{place}_ends"]) for place, spot in enumerate(self.spots)]

    def clean(self):
        super().clean()
        said = self.cleaned_data
        if all(said.get(name) is not None for name in ("night", "starts", "ends")):
            try:
                self._times = times_of(self.show).edited(self._clock(), said, self.touched)
            except OverflowError:
                self.add_error("night", _("Choose another date."))
                return said
            self._check(said)
        return said

    def _check(self, said: dict[str, Any]) -> None:
        starts_at, ends_at = self._times["starts"], self._times["ends"]
        if starts_at and starts_at <= now():
            self.add_error("night", _("This night has passed."))
        if starts_at and ends_at and ends_at <= starts_at:
            skipped = _("The clocks change that night, so this time doesn’t exist.")
            self.add_error("ends", skipped if self.moved else _("The end must be after the start."))
        self.ask_about(self._times, self.show.timezone, self.touched)
        for place in range(len(self.spots)):
            names = [f"set_{place}_starts", f"set_{place}_ends"]
            missing = [name for name in names if said.get(name) is None]
            if len(missing) == 1 and not self.errors.get(missing[0]):
                self.add_error(
                    missing[0], _("Enter a start and an end for the set, or leave both empty to move it with the show.")
                )

    def _clock(self) -> WallClock:
        roll = self.show.stage.venue.day_starts_at if self.show.stage else DAY_ROLL
        return WallClock(self.cleaned_data["night"], self.show.timezone, roll, moved=self.moved)

    def terms(self) -> dict[str, Any]:
        """The proposal as keyword arguments of `propose_move`."""
        said = self.cleaned_data
        return {f"{name}_at": moment for name, moment in self._times.items()} | {
            "party": said["party"],
            "stage": said.get("stage"),
            "message": said["message"],
            "spots": self._set_times(),
            "answer_by": self._answer_by(),
        }

    def _set_times(self) -> dict[UUID, dict[str, dt.datetime | None]]:
        found: dict[UUID, dict[str, dt.datetime | None]] = {}
        for place, spot in enumerate(self.spots):
            starts, ends = (self.cleaned_data.get(f"set_{place}_{name}") for name in ("starts", "ends"))
            if starts is not None and ends is not None:
                found[spot.pk] = self._set_of(place, spot, starts, ends)
        return found

    def _set_of(self, place: int, spot: Spot, starts: dt.time, ends: dt.time) -> dict[str, dt.datetime | None]:
        """A set within the show: one that was shown and not touched goes along, any other is read after the start."""
        names = {f"set_{place}_{name}" for name in ("starts", "ends")}
        clock, is_shown = self._clock(), names <= self.initial.keys()
        if is_shown and not names & self.touched:
            stored = StoredTimes(self.show.night, self.show.timezone, {"starts": spot.starts_at, "ends": spot.ends_at})
            times = stored.edited(clock, {}, ())
            return {"starts_at": times["starts"], "ends_at": times["ends"]}
        assert self._times["starts"] is not None  # noqa: S101 — it is always there
        begins = self._times["starts"].astimezone(ZoneInfo(self.show.timezone)).replace(tzinfo=None)
        start = clock.from_(begins, starts)
        return {"starts_at": clock.instant(start), "ends_at": clock.instant(clock.after(start, ends))}

    def _answer_by(self) -> dt.datetime | None:
        day = self.cleaned_data.get("answer_on")
        if day is None:
            return None
        return WallClock(day, self.show.timezone).instant(dt.datetime.combine(day, dt.time(23, 59)))

    def _initial(self, show: Show, speakers: list[Party]) -> dict[str, Any]:
        """What the form starts with: everything as it is."""
        clocks = times_of(show).clocks
        for place, spot in enumerate(self.spots):
            if (spot.starts_at, spot.ends_at) != (show.starts_at, show.ends_at):
                moments = {f"set_{place}_starts": spot.starts_at, f"set_{place}_ends": spot.ends_at}
                clocks |= StoredTimes(show.night, show.timezone, moments).clocks
        return clocks | {"night": show.night, "stage": show.stage_id, "party": speakers[0].slug}

    @staticmethod
    def field_of(name: str) -> str:
        """Under which field an action's complaint at `name` belongs."""
        if name.startswith("spots."):
            _spots, place, field = name.split(".")
            return f"set_{place}_{'ends' if field in ('ends_at', 'released_at') else 'starts'}"
        return {"answer_by": "answer_on", **FIELD_OF}.get(name, name)


class ReportForm(forms.Form):
    """What went wrong."""

    kind = forms.ChoiceField(label=gettext_lazy("What happened?"), choices=ReportKind.choices, widget=forms.RadioSelect)
    text = message_field(
        gettext_lazy("Details"), required=True, help_text=gettext_lazy("Staff and the other side read this.")
    )

    def __init__(self, data: Any = None, *, kinds: list[ReportKind]) -> None:
        super().__init__(data)
        field = choice_field(self, "kind")
        field.choices = [(kind.value, kind.label) for kind in kinds]
        field.initial = kinds[0] if len(kinds) == 1 else None


class RefillForm(forms.Form):
    """How others are asked to step in."""

    strategy = forms.ChoiceField(
        label=gettext_lazy("How to ask"),
        choices=[choice for choice in RefillStrategy.choices if choice[0] != RefillStrategy.NOT],
        initial=RefillStrategy.ONE_BY_ONE,
    )
    window_hours = forms.IntegerField(label=gettext_lazy("Hours to answer"), min_value=1, max_value=720, initial=24)
