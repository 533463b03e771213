"""A show as it would be after a move: its times and those of its spots, before anything is written."""

import datetime as dt
from collections.abc import Mapping
from copy import copy
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bookings.actions.drafts import check_spot, set_night, set_place, set_times
from bookings.models import Move, MoveSpot, Show, Spot
from engagements.actions.inputs import clean_instant
from venues.models import Stage

SHOW_TIMES = ("load_in_at", "doors_at", "starts_at", "ends_at", "curfew_at", "out_at")
SPOT_TIMES = ("call_at", "starts_at", "ends_at", "released_at")
LEADS = {"call_at": "load_in_at", "starts_at": "starts_at", "ends_at": "ends_at", "released_at": "ends_at"}
"""A spot's time that is this one of its show stays so when the show moves."""

SpotTimes = Mapping[str, dt.datetime | None]


def plan_show(show: Show, *, stage: Stage | None, times: Mapping[str, dt.datetime | None], at: dt.datetime) -> Show:
    """A copy of the show at these times and on this stage. Times left out keep their distance to start or end.

    Raises ValidationError by field.
    """
    planned = _copied(show)
    set_place(planned, owner=show.owner, stage=stage, place=show.place, city=show.city if stage == show.stage else None)
    given = {name: clean_instant(name, moment) for name, moment in times.items() if moment is not None}
    if not given.keys() >= {"starts_at", "ends_at"}:
        raise ValidationError({"starts_at": [_("Enter a start and an end time.")]})
    try:
        times = _kept(show, given["starts_at"], given["ends_at"]) | given
    except OverflowError as error:
        raise ValidationError({"starts_at": [_("Enter a date within the next three years.")]}) from error
    set_times(planned, at=at, **times)
    set_night(planned, show)
    return planned


def _copied(show: Show) -> Show:
    """A copy whose times somebody has said, whatever a list left open."""
    planned = copy(show)
    planned.is_time_assumed = False
    return planned


def _kept(show: Show, starts_at: dt.datetime, ends_at: dt.datetime) -> dict[str, dt.datetime]:
    """Load-in and doors as long before the start as now, curfew and out as long after the end."""
    anchors = {
        "load_in_at": (show.starts_at, starts_at),
        "doors_at": (show.starts_at, starts_at),
        "curfew_at": (show.ends_at, ends_at),
        "out_at": (show.ends_at, ends_at),
    }
    return {
        name: moved + (moment - anchor)
        for name, (anchor, moved) in anchors.items()
        if (moment := getattr(show, name)) is not None
    }


def plan_spots(show: Show, planned: Show, told: Mapping[UUID, SpotTimes] | None) -> list[Spot]:
    """Copies of the show's spots as they would be, in running order; `told` gives times of some by the spot's id.

    What was the show's time stays the show's, everything else moves with its start. Raises ValidationError at
    `spots.N.field`, N being the place of the spot in the present order.
    """
    told = told or {}
    spots = list(show.spots.all())
    if not {spot.pk for spot in spots} >= told.keys():
        raise ValidationError({"spots": [_("This slot isn’t on the bill.")]})
    return [_plan_spot(place, spot, show, planned, told.get(spot.pk, {})) for place, spot in enumerate(spots)]


def _plan_spot(place: int, spot: Spot, show: Show, planned: Show, told: SpotTimes) -> Spot:
    name, moved, shift = f"spots.{place}", copy(spot), planned.starts_at - show.starts_at
    moved.show = planned
    for field, lead in LEADS.items():
        present = getattr(spot, field)
        follows = present == getattr(show, lead)
        setattr(moved, field, getattr(planned, lead) if follows else present + shift)
    given = {field: clean_instant(f"{name}.{field}", at) for field in SPOT_TIMES if (at := told.get(field))}
    for field, moment in given.items():
        setattr(moved, field, moment)
    if "starts_at" in given and "call_at" not in given:
        moved.call_at = min(moved.call_at, moved.starts_at)
    if "ends_at" in given and "released_at" not in given:
        moved.released_at = moved.ends_at + (spot.released_at - spot.ends_at)
    if spot.soundcheck_at:
        moved.soundcheck_at = spot.soundcheck_at + (moved.call_at - spot.call_at)
    check_spot(moved, name)
    return moved


def is_the_same(show: Show, spots: list[Spot], planned: Show, planned_spots: list[Spot]) -> bool:
    """Whether nothing would change."""
    same_show = all(getattr(show, name) == getattr(planned, name) for name in (*SHOW_TIMES, "stage_id"))
    return same_show and all(
        getattr(spot, field) == getattr(moved, field)
        for spot, moved in zip(spots, planned_spots, strict=True)
        for field in SPOT_TIMES
    )


def planned_by(show: Show, move: Move, spots: list[MoveSpot]) -> tuple[Show, list[Spot]]:
    """The show and its spots as a stored move would have them. Each move spot comes with its spot."""
    planned = _copied(show)
    if move.stage != show.stage:
        set_place(planned, owner=show.owner, stage=move.stage, place=show.place, city=None)
    for name in SHOW_TIMES:
        setattr(planned, name, getattr(move, name))
    set_night(planned, show)
    moved = []
    for row in spots:
        spot = copy(row.spot)
        spot.show = planned
        if spot.soundcheck_at:
            spot.soundcheck_at += row.call_at - spot.call_at
        for field in SPOT_TIMES:
            setattr(spot, field, getattr(row, field))
        moved.append(spot)
    return planned, moved
