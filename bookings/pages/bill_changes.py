"""What a running order would change for whom, before it is saved."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bookings.actions.bill_plans import (
    TOLD_OF_SHOW,
    TOLD_OF_SPOT,
    BillPlan,
    SpotPlan,
    beyond_promise,
    differences,
    draft,
)
from bookings.forms.changes import FIELD_OF
from bookings.models import Show, Spot
from bookings.pages.bills import BillPage, Row
from bookings.words.bill_changes import said_changes
from web.dates import say_time


@dataclass(frozen=True)
class ActChange:
    """What changes for one act, or for a slot that nobody plays yet. `times` is its set before and after, "" where it
    stays; `others` are all other times. `must_agree`: it is booked, and the plan goes beyond the times agreed."""

    name: str
    times: str
    others: list[str]
    told: list[str]
    is_booked: bool
    must_agree: bool

    @property
    def effect(self) -> str:
        if self.must_agree:
            return _("has to agree first")
        if self.is_booked:
            return _("booked, we’ll tell them")
        return _("we’ll tell the acts waiting") if self.told else _("open, no one to tell")


@dataclass(frozen=True)
class BillChanges:
    """All of it. `of_show` are doors and curfew; `problems` say why the plan can’t be saved."""

    acts: list[ActChange] = field(default_factory=list)
    of_show: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    proposal: str = ""
    """The changed times as the query of the page that proposes a move (`ProposalForm.with_times`)."""

    @property
    def is_empty(self) -> bool:
        return not (self.acts or self.of_show or self.problems)

    @property
    def must_agree(self) -> list[ActChange]:
        return [act for act in self.acts if act.must_agree]

    @property
    def told(self) -> int:
        """How many acts are told."""
        return len({name for act in self.acts for name in act.told})


def changes_of(page: BillPage) -> BillChanges:
    """What saving the form of this page would change. No query: the rows know who plays."""
    form = page.form
    if form.is_bound and not form.is_valid():
        return BillChanges(problems=[_("Fix the marked fields first.")])
    if form.is_bound:
        return _changes(page, form.plan())
    return BillChanges() if page.is_in_order else _changes(page, _as_shown(page))


def _as_shown(page: BillPage) -> BillPlan:
    spots = [SpotPlan(row.spot.pk, row.part.minutes, row.part.changeover, row.part.soundcheck) for row in page.rows]
    return BillPlan(spots, page.frame.first_at, page.frame.doors_at, page.frame.curfew_at)


def _changes(page: BillPage, wish: BillPlan) -> BillChanges:
    show, rows = page.show, {row.spot.pk: row for row in page.rows}
    booked = {pk for pk, row in rows.items() if row.act}
    try:
        planned = draft(show, [row.spot for row in page.rows], booked, wish)
    except ValidationError as error:
        return BillChanges(problems=error.messages)
    beyond = {spot.pk for spot in beyond_promise(planned, booked)} if wish.spots is not None else set()
    shared = differences(show, planned.show, TOLD_OF_SHOW)
    acts, unchanged = [], []
    for before, after in planned.spots:
        row, own = rows[before.pk], differences(before, after, TOLD_OF_SPOT)
        told = [row.act.name] if row.act else [each.booking.act.name for each in row.applicants]
        if own or (shared and told):
            acts.append(_act_change(row, before, after, own | shared, told, must_agree=before.pk in beyond))
        else:
            unchanged.append(row.name)
    proposal = urlencode(_new_times(show, planned.show) | _new_sets(planned.spots)) if beyond else ""
    return BillChanges(acts, list(said_changes(shared, show.timezone)), unchanged, proposal=proposal)


def _new_times(before: Show, after: Show) -> dict[str, str]:
    """The times of the show that change, by the fields of `ProposalForm`, as "22:30" on the clock of the place."""
    return {
        name: _clock(getattr(after, column), after.timezone)
        for column, name in FIELD_OF.items()
        if getattr(before, column) != getattr(after, column)
    }


def _new_sets(pairs: Iterable[tuple[Spot, Spot]]) -> dict[str, str]:
    """The same for the sets that change: "set_<id>_starts"."""
    return {
        f"set_{before.pk.hex}_{name}": _clock(getattr(after, f"{name}_at"), after.show.timezone)
        for before, after in pairs
        if (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at)
        for name in ("starts", "ends")
    }


def _clock(at: dt.datetime | None, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M") if at else ""


def _act_change(
    row: Row, before: Spot, after: Spot, changes: dict[str, list], told: list[str], *, must_agree: bool
) -> ActChange:
    zone = after.show.timezone
    others = {name: change for name, change in changes.items() if name not in ("starts_at", "ends_at")}
    return ActChange(
        name=row.name,
        times=f"{_set(before, zone)} → {_set(after, zone)}" if others != changes else "",
        others=list(said_changes(others, zone)) if told else [],
        told=told,
        is_booked=row.act is not None,
        must_agree=must_agree,
    )


def _set(spot: Spot, zone: str) -> str:
    starts, ends = (say_time(at, zone, viewer_zone=zone) for at in (spot.starts_at, spot.ends_at))
    return f"{starts} – {ends}"
