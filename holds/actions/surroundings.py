"""Which ladders hang together: those of some nights, of all rooms that are made of each other, and who stands there."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from bookings.models import Show
from bookings.queries.nights import nights_of
from holds.actions.entries import hold_calendars
from holds.models import Rung
from venues.models import Stage
from venues.queries import rooms_of, stages_together
from web.prepared import ParameterList, PreparedQuery

Key = tuple[UUID, dt.date]
"""A room and a night: one ladder."""


def nights_on(show: Show) -> set[tuple[Stage, dt.date]]:
    """The nights of its stage that a show takes."""
    return {(show.own_stage, night) for night in nights_of(show)}


def ladder_keys(show: Show) -> set[Key]:
    """The ladders of all rooms and nights that a show takes."""
    return {(room.pk, night) for room in rooms_of(show.own_stage) for night in nights_of(show)}


def calendars_around(nights: Iterable[tuple[Stage, dt.date]]) -> set[int]:
    """The calendars that `Ladders.lock` would lock for these nights. No query without nights."""
    return Surroundings.of(nights).calendars


@dataclass(frozen=True)
class Surroundings:
    """All ladders that hang together with those of some nights, and the stages that they belong to."""

    stages: list[Stage]
    keys: set[Key]

    @classmethod
    def of(cls, nights: Iterable[tuple[Stage, dt.date]]) -> "Surroundings":
        """Where rooms are made of rooms, all rooms of the house. One or two queries for each stage."""
        nights = set(nights)
        together = {stage.pk: stages_together(stage) for stage in {stage for stage, _night in nights}}
        stages = {found.pk: found for tied in together.values() for found in tied}
        keys = {(room.pk, night) for stage, night in nights for room in together[stage.pk]}
        return cls(list(stages.values()), keys)

    @property
    def calendars(self) -> set[int]:
        """Of the stages, and of everyone who stands on these ladders. One query, none without ladders."""
        return {stage.calendar_id for stage in self.stages} | _calendars_on(self.keys)


# Read twice whenever a show takes a stage, with nine tables: writing and planning it anew took a quarter of that time.
RUNGS = PreparedQuery(
    lambda: (
        Rung.objects.filter(
            room__in=ParameterList("rooms"), night__in=ParameterList("nights", "date"), rank__isnull=False
        )
        .select_related("hold__holder", "hold__act", "hold__offer", "hold__stage__venue__party__city__country", "room")
        .order_by("room", "night", "rank")
    )
)


def rungs_on(keys: Iterable[Key]) -> list[Rung]:
    """What stands on these ladders, by room, night and rank. One query, none without ladders."""
    keys = set(keys)
    if not keys:
        return []
    rooms, nights = {room for room, _night in keys}, {night for _room, night in keys}
    found = RUNGS.all(rooms=list(rooms), nights=list(nights))
    return [rung for rung in found if (rung.room_id, rung.night) in keys]


def _calendars_on(keys: Iterable[Key]) -> set[int]:
    holds = {rung.hold_id: rung.hold for rung in rungs_on(keys)}.values()
    return {calendar for hold in holds for calendar in hold_calendars(hold)}
