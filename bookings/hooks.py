"""Where apps above bookings take part in what happens to shows and bookings: see `web.hooks`."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from accounts.models import Party, User
from bookings.models import Booking, Show
from engagements.actions.doing import Doing
from venues.models import Stage
from web.errors import Refusal
from web.hooks import Hook
from web.notices import Notice

ActNight = tuple[UUID, dt.date]
"""An act and a night that it gets."""
Rooms = Mapping[UUID, Collection[UUID]]
"""Ids of the rooms that a stage takes, by its own id."""


class GivenUp(NamedTuple):
    """What goes because an act is booked: for which night, and at which venue."""

    night: dt.date
    place: str


class Consequence(Protocol):
    """What else happens when acts are booked, in the three steps of the action that asks.

    It remembers what it read first: by the last step the rows that it was read from may have changed.
    """

    @property
    def calendars(self) -> set[int]:
        """Calendars to lock, together with all others of the action."""

    @property
    def given_up(self) -> Sequence[GivenUp]:
        """What will go, for a preview."""

    def check(self) -> None:
        """Assumes the calendars locked. Raises SetGrew when there is more to do now than was read."""

    def carry_out(self, doing: Doing) -> None:
        """Do it and tell everyone affected."""


class Claimant(Protocol):
    """Someone who may stand in the way of a show that takes a stage."""

    @property
    def calendars(self) -> set[int]:
        """Calendars to lock, together with all others of the action."""

    def read(self, locked: frozenset[int]) -> None:
        """Read what stands there, now that these calendars are locked."""

    def make_way(self, named: Collection[UUID], former: Show | None) -> None:
        """Give way to the show as far as its host has named what goes, by id. Raises `Held` otherwise.

        What already stood there at the show's `former` times may stay.
        """


class NextInLine(NamedTuple):
    """An act that would play a night next, and the fee that it asked for: minor units and currency, or neither."""

    act: Party
    fee_minor: int | None
    fee_currency_id: str | None


acts_booked: Hook[[Collection[ActNight]], Consequence] = Hook("acts booked")
stage_taken: Hook[[Show, Doing], Claimant] = Hook("stage taken")
holds_on: Hook[[Stage, Collection[dt.date]], Iterable[Any]] = Hook("holds on a stage")
next_in_line: Hook[[Stage, dt.date], Iterable[NextInLine]] = Hook("next in line for a night")
act_nights_asked_for: Hook[[Party, dt.date, dt.date], Collection[dt.date]] = Hook("nights that an act is asked for")
stage_nights_asked_for: Hook[[Rooms, dt.date, dt.date], Mapping[UUID, Collection[dt.date]]] = Hook(
    "nights that somebody wants a stage for"
)
show_notices: Hook[[Show], Sequence[Notice]] = Hook("notices to the host of a show")
beside_booking: Hook[[User, UUID], Sequence[Notice]] = Hook("beside a booking")
show_called_off: Hook[[Show, Doing], None] = Hook("a show is called off")
unwelcome: Hook[[User | None, Party, Party], Refusal | None] = Hook("one party does not want to hear from another")
"""Asked before a user, or the clock, begins a booking or a hold in the name of the first party with the second."""
bookings_changed: Hook[[Collection[Booking]], None] = Hook("bookings are in another state, or have another line-up")
"""Called in the transaction of the change: somebody may have less to do with the show than before."""

money_changed: Hook[[Booking, Doing], None] = Hook("a booking comes to another sum, or is due at another time")
"""Called in the transaction of the change, with the booking locked and all of it written: it was confirmed, called off
or moved, its settlement was signed by both or opened again, or staff have set another sum for calling it off."""
calling_off: Hook[[Collection[Booking]], Sequence[str]] = Hook("a host may call bookings off: what else comes of that")
"""In sentences for the host of these confirmed bookings, which come with their show, beside what the tiers say."""
in_booking: Hook[[User, Booking], Sequence[Notice]] = Hook("inside the panel of a booking")
"""Asked for whoever may see the booking. `place`: "money" for a card of its own, "after" for one about a night that was
played, "cancel" for a line before the button that calls it off."""
in_settlement: Hook[[User, Booking, int], Sequence[Notice]] = Hook("inside the settlement of a booking")
"""With what the act gets by it, in minor units (negative: what it owes); asked for whoever reads the settlement."""


@dataclass(frozen=True)
class Consequences:
    """All consequences together, as one."""

    parts: Sequence[Consequence]

    @classmethod
    def of_booking(cls, act_nights: Collection[ActNight]) -> "Consequences":
        """What happens when these acts are booked for these nights."""
        return cls(acts_booked(act_nights))

    @property
    def calendars(self) -> set[int]:
        """Calendars to lock, together with all others of the action."""
        return set().union(*(part.calendars for part in self.parts))

    @property
    def given_up(self) -> list[GivenUp]:
        """What will go, for a preview."""
        return [each for part in self.parts for each in part.given_up]

    def check(self) -> None:
        """Assumes the calendars locked. Raises SetGrew when there is more to do now than was read."""
        for part in self.parts:
            part.check()

    def carry_out(self, doing: Doing) -> None:
        """Do it and tell everyone affected."""
        for part in self.parts:
            part.carry_out(doing)


def holds_in_the_way(stage: Stage | None, nights: Collection[dt.date]) -> list[Any]:
    """Whatever holds these nights of the stage, which a show takes. Nothing is locked."""
    return [hold for holds in holds_on(stage, nights) for hold in holds] if stage else []
