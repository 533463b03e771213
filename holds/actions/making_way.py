"""How the ladders of a night make way for a show that takes its stage: registered with the hooks of `bookings`."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from bookings.errors import Held
from bookings.models import Show
from engagements.actions.doing import Doing
from holds.actions.finishing import finish
from holds.actions.ladders import Ladders
from holds.actions.surroundings import Surroundings, ladder_keys, nights_on
from holds.states import HoldEnd, HoldState


@dataclass
class HoldsOnStage:
    """Those who hold the nights of a show on its stage; a `bookings.hooks.Claimant`."""

    show: Show
    doing: Doing
    _ladders: Ladders | None = None

    @cached_property
    def _around(self) -> Surroundings:
        return Surroundings.of(nights_on(self.show))

    @property
    def calendars(self) -> set[int]:
        """Of the rooms, and of everyone who stands on their ladders."""
        return self._around.calendars

    def read(self, locked: frozenset[int]) -> None:
        """Read the ladders, now that these calendars are locked."""
        self._ladders = Ladders.read(self.doing, self._around, locked)

    def make_way(self, named: Collection[UUID], former: Show | None) -> None:
        """Release the named holds on the show's nights and tell their people. Raises `Held` with all that stand there
        when one is not named; those on the ladders of its `former` times may stay."""
        ladders = self._ladders
        if ladders is None:
            raise RuntimeError("read() comes before make_way()")
        keys = ladder_keys(self.show)
        there = ladders.on(keys)
        may_stay = {hold.pk for hold in ladders.on(ladder_keys(former))} if former else set()
        if {hold.pk for hold in there} - set(named) - may_stay:
            raise Held(there)
        released = [hold for hold in there if hold.pk in named]
        if not released:
            return
        ladders.taken |= keys
        for hold in released:
            ladders.end(hold, HoldState.RELEASED, HoldEnd.OTHER_CONFIRMED, show=self.show)
            ladders.news.tell_people("hold_released", hold)
        finish(ladders)
