"""What an act held elsewhere on the night that it is booked for: released with the booking, and those venues told."""

import datetime as dt
from collections.abc import Collection, Iterable
from uuid import UUID

from bookings.actions.doing import Doing
from bookings.actions.holds.ladders import Ladders, calendars_around
from bookings.actions.locking import SetGrew
from bookings.models import Hold, HoldQuerySet
from bookings.states import HoldEnd, HoldState
from web.prepared import Given, GivenList, Question

HELD = Question(lambda: _held().with_place().order_by("id"))
HELD_IDS: Question = Question(lambda: _held().values_list("pk"))


def _held() -> HoldQuerySet:
    return Hold.objects.standing().filter(act__in=GivenList("acts"), night=Given("night"))


def holds_elsewhere(act_ids: Iterable[UUID], night: dt.date) -> list[Hold]:
    """The standing holds for these acts on a night, wherever they are. One query, two where there are any; nothing is
    locked."""
    asked = {"acts": list(act_ids), "night": night}
    # Hardly an act holds what it is booked for elsewhere, and a hold with its place is a row of nine tables.
    return HELD.all(**asked) if HELD_IDS.rows(**asked) else []


def elsewhere_calendars(holds: Iterable[Hold]) -> set[int]:
    """The calendars to lock before `release_elsewhere`: of their rooms, and of all who stand on those ladders. No
    query without holds."""
    return calendars_around({(hold.stage, hold.night) for hold in holds})


def release_elsewhere(
    holds: Collection[Hold], doing: Doing, *, ended_by: HoldEnd = HoldEnd.PLAYS_ELSEWHERE
) -> list[Hold]:
    """Release those of these holds that still stand, because their act is booked on that night, or whoever held is
    gone; all affected are told.

    Assumes the calendars locked (`elsewhere_calendars`). No query without holds. Returns what it released.
    """
    if not holds:
        return []
    ladders = Ladders.of(doing, holds)
    released = [ladders.holds[hold.pk] for hold in holds if hold.pk in ladders.holds]
    for hold in released:
        ladders.end(hold, HoldState.RELEASED, ended_by)
        ladders.news.tell_both("hold_released", hold)
    ladders.finish()
    return released


def require_same(holds: Collection[Hold], act_ids: Iterable[UUID], night: dt.date) -> None:
    """Raise SetGrew when one of these acts came to hold that night after `holds` were read: nobody does, once the
    calendars of the acts are locked. One query."""
    held = HELD_IDS.rows(acts=list(act_ids), night=night)
    if {pk for (pk,) in held} != {hold.pk for hold in holds}:
        raise SetGrew
