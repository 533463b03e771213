"""What an act held elsewhere on the night that it is booked for: released with the booking, and those venues told."""

import datetime as dt
from collections.abc import Collection, Iterable
from uuid import UUID

from bookings.actions.doing import Doing
from bookings.actions.holds.ladders import Ladders, calendars_around
from bookings.models import Hold
from bookings.states import HoldEnd, HoldState


def holds_elsewhere(act_ids: Iterable[UUID], night: dt.date) -> list[Hold]:
    """The standing holds for these acts on a night, wherever they are. One query; nothing is locked."""
    return list(Hold.objects.standing().with_place().filter(act__in=list(act_ids), night=night).order_by("id"))


def elsewhere_calendars(holds: Iterable[Hold]) -> set[int]:
    """The calendars to lock before `release_elsewhere`: of their rooms, and of all who stand on those ladders. No
    query without holds."""
    return calendars_around({(hold.stage, hold.night) for hold in holds})


def release_elsewhere(holds: Collection[Hold], doing: Doing) -> list[Hold]:
    """Release those of these holds that still stand, because their act is booked on that night; all affected are told.

    Assumes the calendars locked (`elsewhere_calendars`). No query without holds. Returns what it released.
    """
    if not holds:
        return []
    ladders = Ladders.of(doing, holds)
    released = [ladders.holds[hold.pk] for hold in holds if hold.pk in ladders.holds]
    for hold in released:
        ladders.end(hold, HoldState.RELEASED, HoldEnd.PLAYS_ELSEWHERE)
        ladders.news.tell_both("hold_released", hold)
    ladders.finish()
    return released
