"""The times of a counter-offer: what it moves, and whether that still fits the show.

A client's private show is there for its one booking, and moves along with it; any other show stands as it is.
"""

import datetime as dt
from copy import copy
from typing import Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bookings.actions.doing import Doing
from bookings.actions.drafts import check_spot, set_night, set_times
from bookings.models import Booking, Show, Spot
from bookings.states import InitiatedBy, ShowState, SpotState
from engagements.actions.inputs import clean_instant

TIMES = ("call_at", "starts_at", "ends_at", "released_at")
SHOW_TIMES = ("load_in_at", "doors_at", "starts_at", "ends_at", "curfew_at", "out_at", "night")


class SetTimes(Protocol):
    """Whatever says when an act is called, plays and is released; None: as it is."""

    @property
    def call_at(self) -> dt.datetime | None: ...
    @property
    def starts_at(self) -> dt.datetime | None: ...
    @property
    def ends_at(self) -> dt.datetime | None: ...
    @property
    def released_at(self) -> dt.datetime | None: ...


def given_times(times: SetTimes | None) -> dict[str, dt.datetime]:
    """Those of the four times that are given."""
    found = {name: getattr(times, name) for name in TIMES} if times else {}
    return {name: instant for name, instant in found.items() if instant is not None}


def spot_at(before: Spot, times: SetTimes | None) -> Spot:
    """A copy of a spot at these times, on a copy of its show: nothing is changed yet.

    Who was called when the set starts, and released when it ends, is so again. Raises ValidationError at a field.
    """
    given = {name: clean_instant(name, instant) for name, instant in given_times(times).items()}
    spot = copy(before)
    spot.show = copy(before.show)
    for name, instant in given.items():
        setattr(spot, name, instant)
    if "call_at" not in given:
        is_same = before.call_at == before.starts_at
        spot.call_at = spot.starts_at if is_same else min(before.call_at, spot.starts_at)
    if "released_at" not in given:
        is_same = before.released_at == before.ends_at
        spot.released_at = spot.ends_at if is_same else max(before.released_at, spot.ends_at)
    return spot


def check_times(booking: Booking, spot: Spot, doing: Doing) -> None:
    """The times fit: still to come, within the show, and on no set of an act that is booked.

    `spot` as from `spot_at`; a private show is moved with it. Raises ValidationError at one of the four times.
    """
    if spot.call_at <= doing.at:
        raise ValidationError({"call_at": [_("The call time must be in the future.")]})
    with_names = {"load_in_at": "call_at", "out_at": "released_at"}
    try:
        if is_private(booking):
            _move_show(spot.show, spot, doing)
        check_spot(spot, "spot")
    except ValidationError as error:
        told = {key.removeprefix("spot."): said for key, said in error.message_dict.items()}
        raise ValidationError({with_names.get(key, key): said for key, said in told.items()}) from error
    others = booking.spot.show.spots.filter(starts_at__lt=spot.ends_at, ends_at__gt=spot.starts_at)
    if others.filter(state=SpotState.FILLED).exclude(pk=spot.pk).exists():
        raise ValidationError({"starts_at": [_("Another booked act plays at that time.")]})


def write_times(booking: Booking, spot: Spot) -> None:
    """Store the times of a checked `spot` on the booking's own spot, and on its private show."""
    for name in TIMES:
        setattr(booking.spot, name, getattr(spot, name))
    booking.spot.save(update_fields=list(TIMES))
    if is_private(booking):
        show = booking.spot.show
        for name in SHOW_TIMES:
            setattr(show, name, getattr(spot.show, name))
        show.save(update_fields=list(SHOW_TIMES))


def times_told(spot: Spot) -> dict[str, str]:
    """The four times as the history keeps them."""
    return {name: getattr(spot, name).isoformat() for name in TIMES}


def is_private(booking: Booking) -> bool:
    """Whether the show was made for this one request: nothing else hangs on its times."""
    return booking.initiated_by == InitiatedBy.REQUEST and booking.spot.show.state == ShowState.DRAFT


def _move_show(show: Show, spot: Spot, doing: Doing) -> None:
    before = copy(show)
    set_times(
        show,
        at=doing.at,
        starts_at=spot.starts_at,
        ends_at=spot.ends_at,
        load_in_at=spot.call_at,
        out_at=spot.released_at,
    )
    set_night(show, before)
