"""Another time for a show, as a side types it; a report; how a spot is filled again."""

import datetime as dt
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Party
from bookings.models import Show, Spot
from bookings.queries.nights import DAY_ROLL
from bookings.states import ReportKind
from engagements.forms.messages import message_field
from engagements.forms.wallclock import WallClock, clock_field, day_field, show_times
from venues.models import Stage
from venues.states import RefillStrategy
from web.fields import row_field

FIELD_OF = {
    "load_in_at": "load_in", "doors_at": "doors", "starts_at": "starts", "ends_at": "ends", "curfew_at": "curfew",
    "out_at": "out",
}  # fmt: skip
"""Under which field an action's complaint about a time belongs; those about spots are at `spots.N.field`."""


class ProposalForm(forms.Form):
    """Other times for a show, by the clock of the place where it would be. `moved` says what a skipped hour changed.

    Fields `set_N_starts` and `set_N_ends` are those of the N-th spot; left empty, a set moves with the show's start.
    """

    party: "forms.ModelChoiceField[Party]" = forms.ModelChoiceField(
        label=gettext_lazy("In whose name"), queryset=None, to_field_name="slug", empty_label=None
    )
    stage: "forms.ModelChoiceField[Stage]" = forms.ModelChoiceField(
        label=gettext_lazy("Stage"), queryset=None, empty_label=None
    )
    night = day_field(gettext_lazy("Night"))
    starts = clock_field(gettext_lazy("Start"), required=True)
    ends = clock_field(gettext_lazy("End"), required=True)
    load_in = clock_field(gettext_lazy("Load-in"), help_text=gettext_lazy("As long before the start as now if empty."))
    doors = clock_field(gettext_lazy("Doors"))
    curfew = clock_field(gettext_lazy("Curfew"))
    out = clock_field(gettext_lazy("Out"))
    answer_on = day_field(
        gettext_lazy("Answer by"), required=False, help_text=gettext_lazy("The end of that day; some days if empty.")
    )
    message = message_field(gettext_lazy("Why"), help_text=gettext_lazy("All whom it binds read it."))

    def __init__(self, *args, show: Show, speakers: list[Party], **kwargs):
        super().__init__(*args, **kwargs)
        self.show = show
        self.moved: list[str] = []
        self.spots: list[Spot] = list(show.spots.all())
        self._times: dict[str, dt.datetime | None] = {}
        row_field(self, "party").queryset = Party.objects.filter(pk__in=[party.pk for party in speakers])
        if len(speakers) == 1:
            self.fields["party"].widget = forms.HiddenInput()
        self._offer_stages()
        for place in range(len(self.spots)):
            self.fields[f"set_{place}_starts"] = clock_field(_("Set from"))
            self.fields[f"set_{place}_ends"] = clock_field(_("until"))

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
                self._times = show_times(self._clock(), said)
            except OverflowError:
                self.add_error("night", _("Choose another date."))
                return said
            self._check(said)
        return said

    def _check(self, said: dict[str, Any]) -> None:
        starts_at, ends_at = self._times["starts_at"], self._times["ends_at"]
        if starts_at and starts_at <= now():
            self.add_error("night", _("This night has passed."))
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends", _("That night clocks skip this stretch of time."))
        for place in range(len(self.spots)):
            names = [f"set_{place}_starts", f"set_{place}_ends"]
            missing = [name for name in names if said.get(name) is None]
            if len(missing) == 1 and not self.errors.get(missing[0]):
                self.add_error(missing[0], _("A set has a start and an end, or moves with the show."))

    def _clock(self) -> WallClock:
        stage = self.cleaned_data.get("stage") or self.show.stage
        if stage is None:
            return WallClock(self.cleaned_data["night"], self.show.timezone, DAY_ROLL, moved=self.moved)
        venue = stage.venue
        return WallClock(self.cleaned_data["night"], venue.party.timezone, venue.day_starts_at, moved=self.moved)

    def terms(self) -> dict[str, Any]:
        """The proposal as keyword arguments of `propose_move`."""
        said = self.cleaned_data
        return self._times | {
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
                clock = self._clock()
                start = clock.from_(clock.start(self.cleaned_data["starts"]), starts)
                end = clock.after(start, ends)
                found[spot.pk] = {"starts_at": clock.instant(start), "ends_at": clock.instant(end)}
        return found

    def _answer_by(self) -> dt.datetime | None:
        day = self.cleaned_data.get("answer_on")
        if day is None:
            return None
        return WallClock(day, self.show.timezone).instant(dt.datetime.combine(day, dt.time(23, 59)))

    @staticmethod
    def initial_of(show: Show, speakers: list[Party]) -> dict[str, Any]:
        """What the form starts with: everything as it is."""
        zone = ZoneInfo(show.timezone)
        clocks = {
            field: moment.astimezone(zone).time() for name, field in FIELD_OF.items() if (moment := getattr(show, name))
        }
        for place, spot in enumerate(show.spots.all()):
            if (spot.starts_at, spot.ends_at) != (show.starts_at, show.ends_at):
                clocks[f"set_{place}_starts"] = spot.starts_at.astimezone(zone).time()
                clocks[f"set_{place}_ends"] = spot.ends_at.astimezone(zone).time()
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

    kind = forms.ChoiceField(label=gettext_lazy("What happened"), choices=ReportKind.choices, widget=forms.RadioSelect)
    text = message_field(
        gettext_lazy("Tell it"), required=True, help_text=gettext_lazy("The site's staff and the other side read it.")
    )


class RefillForm(forms.Form):
    """How others are asked to step in."""

    strategy = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[choice for choice in RefillStrategy.choices if choice[0] != RefillStrategy.NOT],
        initial=RefillStrategy.ONE_BY_ONE,
    )
    window_hours = forms.IntegerField(label=gettext_lazy("Hours to answer"), min_value=1, max_value=720, initial=24)
