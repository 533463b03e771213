"""A bill as its host types it: places, minutes, and the clock of the night; and what is looked for on it."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.actions.bill_plans import CHECK_MAX, GAP_MAX, SET_MAX, BillPlan, SpotPlan
from bookings.actions.bill_spots import AT_ONCE_MAX, DRAW_MAX, USUAL_MINUTES
from bookings.bill.running_order import Frame, Part
from bookings.models import Show, Spot
from bookings.states import HeadlinerSays, SpotRole
from catalogue.forms import GenresField
from engagements.forms.fees import FeeFields
from engagements.forms.wallclock import DAY, WallClock, clock_field
from web.fields import EditForm
from web.lengths import LengthForm

PARTS = ("position", "minutes", "changeover", "soundcheck")


class BillForm(LengthForm, EditForm):
    """The running order: for each spot its place and minutes, and when doors open, music starts and has to end.

    Clock times are those nearest to what stands there already, so that a festival keeps its days. `is_suggested`: the
    parts stand nowhere yet, so that sending them as they are shown is to say so.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    doors = clock_field(_("Doors"))
    first = clock_field(_("First set"), required=True)
    curfew = clock_field(_("Curfew"))

    def __init__(
        self,
        *args,
        show: Show,
        spots: Sequence[Spot],
        frame: Frame,
        parts: Sequence[Part],
        is_suggested: bool = False,
        **kwargs,
    ):
        self.show, self.spots, self.frame, self.is_suggested = show, spots, frame, is_suggested
        kwargs["initial"] = self._initial(parts)
        super().__init__(*args, **kwargs)
        for spot in spots:
            for name, (label, least, most) in _bounds(len(spots)).items():
                field = forms.IntegerField(label=label, min_value=least, max_value=most)
                field.widget.attrs |= {"data-part": name, "inputmode": "numeric"}
                self.fields[self.name_of(name, spot)] = field

    @staticmethod
    def name_of(part: str, spot: Spot) -> str:
        return f"{part}_{spot.pk.hex}"

    def _initial(self, parts: Sequence[Part]) -> dict[str, object]:
        zone = ZoneInfo(self.show.timezone)
        times = {"doors": self.frame.doors_at, "first": self.frame.first_at, "curfew": self.frame.curfew_at}
        said: dict[str, object] = {name: at.astimezone(zone).time() for name, at in times.items() if at}
        for place, (spot, part) in enumerate(zip(self.spots, parts, strict=True)):
            for name in PARTS:
                said[self.name_of(name, spot)] = place + 1 if name == "position" else getattr(part, name)
        return said | {"version": self.show.version}

    def row(self, spot: Spot) -> dict[str, forms.BoundField]:
        """The fields of one spot by name, for templates."""
        return {name: self[self.name_of(name, spot)] for name in PARTS}

    def in_order(self) -> list[Spot]:
        """The spots in the order that was typed, or as they stand where that is not known."""
        return sorted(self.spots, key=self._place)

    def _place(self, spot: Spot) -> int:
        value = self[self.name_of("position", spot)].value()
        return int(value) if str(value).isdecimal() and len(str(value)) < 4 else len(self.spots)

    def plan(self) -> BillPlan:
        """What was typed, as `plan_bill` takes it. Assumes the form valid."""
        said = self.cleaned_data
        first_at = self._near(said["first"], self.frame.first_at)
        doors_at = curfew_at = None
        if said["doors"] is not None:
            doors_at = self._near(said["doors"], self.frame.doors_at, or_before=first_at)
        if said["curfew"] is not None:
            curfew_at = self._near(said["curfew"], self.frame.curfew_at, or_after=first_at)
        if not self._is_order_touched:
            return BillPlan(None, first_at, doors_at, curfew_at)
        ordered = sorted(self.spots, key=lambda spot: said[self.name_of("position", spot)])
        spots = [
            SpotPlan(spot.pk, *(said[self.name_of(name, spot)] for name in ("minutes", "changeover", "soundcheck")))
            for spot in ordered
        ]
        return BillPlan(spots, first_at, doors_at, curfew_at)

    def clean(self):
        """A curfew or doors most of a day away from the first set are asked about."""
        said = super().clean()
        if not self.errors:
            plan = self.plan()
            times = {"starts": plan.first_at, "doors": plan.doors_at, "curfew": plan.curfew_at}
            touched = self.touched | ({"starts"} if "first" in self.touched else set())
            self.ask_about(times, self.show.timezone, touched)
        return said

    @property
    def _is_order_touched(self) -> bool:
        """Whether the sets are to change; where nobody touched them they keep their seconds."""
        parts = {self.name_of(part, spot) for part in PARTS for spot in self.spots}
        return self.is_suggested or bool(self.touched & {"first", *parts})

    @property
    def says_nothing_new(self) -> bool:
        return not self.is_suggested and not self.touched

    def _near(
        self,
        clock: dt.time,
        present: dt.datetime | None,
        *,
        or_before: dt.datetime | None = None,
        or_after: dt.datetime | None = None,
    ) -> dt.datetime:
        """The instant that shows this clock time, nearest to what stands there, else the last before or first after."""
        zone = ZoneInfo(self.show.timezone)
        wall = WallClock(self.show.night, self.show.timezone)
        if present is not None:
            here = present.astimezone(zone).replace(tzinfo=None)
            if here.time() == clock:
                return present
            days = [dt.datetime.combine(here.date() + step * DAY, clock) for step in (-1, 0, 1)]
            return wall.instant(min(days, key=lambda local: abs(local - here)))
        if or_before is not None:
            return wall.instant(wall.before(or_before.astimezone(zone).replace(tzinfo=None), clock))
        if or_after is not None:
            return wall.instant(wall.from_(or_after.astimezone(zone).replace(tzinfo=None), clock))
        raise ValueError("nothing to be near to")


def _bounds(count: int) -> dict[str, tuple]:
    return {
        "position": (_("Place"), 1, max(count, 1)),
        "minutes": (_("Set"), 1, SET_MAX),
        "changeover": (_("Changeover"), 0, GAP_MAX),
        "soundcheck": (_("Soundcheck"), 0, CHECK_MAX),
    }


class WantedForm(FeeFields):
    """ "Looking for two openers": how many, what they play, how many people they draw, for how long and how much."""

    role = forms.ChoiceField(label=_("Looking for"), choices=SpotRole.choices, initial=SpotRole.OPENER)
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=AT_ONCE_MAX, initial=1)
    genres = GenresField(label=_("Genres"), required=False)
    draw_wanted = forms.IntegerField(
        label=_("Expected draw"), min_value=1, max_value=DRAW_MAX, required=False
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("Set length"), min_value=1, max_value=SET_MAX, initial=USUAL_MINUTES
    )  # fmt: skip

    field_order = ["role", "count", "minutes", "draw_wanted", "genres", "fee", "fee_currency"]

    def wish(self) -> dict[str, object]:
        """What is looked for, as keyword arguments of `add_spots`."""
        said = self.cleaned_data
        names = ("role", "count", "genres", "draw_wanted", "minutes")
        return {name: said[name] for name in names} | self.fee_terms()


class HeadlinerForm(EditForm):
    """What the headliner may say about the others."""

    headliner_says = forms.ChoiceField(
        label=_("Headliner approval"), choices=HeadlinerSays.choices, widget=forms.RadioSelect
    )
