"""What goes when an act is booked or a party closes: holds are released, and their venues told.

Whoever asks (`bookings` by a hook, `departures` itself) goes three steps: calendars, check, carry out.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from bookings.hooks import ActNight, GivenUp
from engagements.actions.doing import Doing
from engagements.actions.transactions import SetGrew
from holds.actions.finishing import finish
from holds.actions.ladders import Ladders
from holds.actions.surroundings import calendars_around
from holds.models import Hold, HoldQuerySet
from holds.states import HoldEnd, HoldState
from web.prepared import ParameterList, PreparedQuery

HELD = PreparedQuery(lambda: _held().with_place().order_by("id"))
HELD_IDS: PreparedQuery = PreparedQuery(lambda: _held().values_list("pk", "act", "night"))


def _held() -> HoldQuerySet:
    return Hold.objects.standing().filter(act__in=ParameterList("acts"), night__in=ParameterList("nights", "date"))


@dataclass(frozen=True)
class HoldsToRelease:
    """Holds that another action releases; a `bookings.hooks.Consequence`. Nothing is locked by making it.

    `find_ids` reads again which holds these are, once the calendars are locked.
    """

    holds: list[Hold]
    find_ids: Callable[[], set[UUID]]
    ended_by: HoldEnd

    @property
    def calendars(self) -> set[int]:
        """Of the rooms held, and of everyone who stands on those ladders. No query without holds."""
        return calendars_around({(hold.stage, hold.night) for hold in self.holds})

    @property
    def given_up(self) -> list[GivenUp]:
        """Which nights, and where."""
        return [GivenUp(hold.night, hold.stage.venue.party.name) for hold in self.holds]

    def check(self) -> None:
        """Raise SetGrew when other holds than these are to be released by now. One query."""
        if self.find_ids() != {hold.pk for hold in self.holds}:
            raise SetGrew

    def carry_out(self, doing: Doing) -> None:
        """Release those that still stand; everyone affected is told. No query without holds."""
        if not self.holds:
            return
        ladders = Ladders.of(doing, self.holds)
        for hold in [ladders.holds[hold.pk] for hold in self.holds if hold.pk in ladders.holds]:
            ladders.end(hold, HoldState.RELEASED, self.ended_by)
            ladders.news.tell_both("hold_released", hold)
        finish(ladders)


def holds_of_booked(act_nights: Collection[ActNight]) -> HoldsToRelease:
    """The standing holds, wherever they are, for acts that are booked on these nights. One query, two where there are
    any."""
    wanted = set(act_nights)
    # Hardly an act holds what it is booked for elsewhere, and a hold with its place is a row of nine tables.
    ids = _held_ids(wanted)
    holds = [hold for hold in HELD.all(**_asked(wanted)) if hold.pk in ids] if ids else []
    return HoldsToRelease(holds, lambda: _held_ids(wanted), HoldEnd.PLAYS_ELSEWHERE)


def _held_ids(wanted: set[ActNight]) -> set[UUID]:
    if not wanted:
        return set()
    return {pk for pk, act, night in HELD_IDS.rows(**_asked(wanted)) if (act, night) in wanted}


def _asked(wanted: Iterable[ActNight]) -> dict[str, list]:
    acts: set[UUID] = {act for act, _night in wanted}
    nights: set[dt.date] = {night for _act, night in wanted}
    return {"acts": list(acts), "nights": list(nights)}
