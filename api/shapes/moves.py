"""Moves, as one side of them may know them, and what a program sends to propose or answer one."""

import datetime as dt
from collections.abc import Collection
from typing import Self
from zoneinfo import ZoneInfo

from ninja import Schema
from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from api.shapes.basics import Id, Instant, Slug, Word
from api.shapes.shows import LineupConflictOut, MessageIn, StageName
from bookings.access.changes import MoveView, SideOfMove
from bookings.models import MoveSpot, Show
from engagements.queries.lineups import LineupCheck

MOST_SPOTS = 100


class MoveSideOut(Schema):
    """Who has to agree. `side` names it in an answer: "host", or the id of the act's booking."""

    side: str
    party: str
    agreed_at: dt.datetime | None

    @classmethod
    def of(cls, side: SideOfMove, zone: ZoneInfo) -> Self:
        agreed_at = side.agreed_at and side.agreed_at.astimezone(zone)
        return cls(side=name_of(side), party=side.party.slug, agreed_at=agreed_at)


class MoveSpotOut(Schema):
    """A spot as it would be. `act`: who is booked there and asked to agree."""

    spot: Id
    act: str | None
    call_at: dt.datetime
    starts_at: dt.datetime
    ends_at: dt.datetime
    released_at: dt.datetime

    @classmethod
    def of(cls, row: MoveSpot, zone: ZoneInfo) -> Self:
        return cls(
            spot=row.spot_id,
            act=row.booking.act.slug if row.booking else None,
            call_at=row.call_at.astimezone(zone),
            starts_at=row.starts_at.astimezone(zone),
            ends_at=row.ends_at.astimezone(zone),
            released_at=row.released_at.astimezone(zone),
        )


class MoveOut(Schema):
    """A show as a side would have it. Nobody can agree any more where it `is_stale`: the show has changed since."""

    id: Id
    show: Id
    number: int
    state: str
    proposed_by: str
    message: str
    made_at: dt.datetime
    answer_by: dt.datetime
    is_stale: bool
    stage: StageName | None
    night: dt.date
    timezone: str
    load_in_at: dt.datetime
    doors_at: dt.datetime | None
    starts_at: dt.datetime
    ends_at: dt.datetime
    curfew_at: dt.datetime | None
    out_at: dt.datetime
    spots: list[MoveSpotOut]
    sides: list[MoveSideOut]
    lineup_conflicts: list[LineupConflictOut] | None = Field(
        default=None, description="At the new times, for the leaders of an act that is asked; absent for everyone else"
    )

    @model_serializer(mode="wrap")
    def _leave_out(self, serialize: SerializerFunctionWrapHandler):
        """Who may not know of conflicts does not read that there may be any."""
        written = serialize(self)
        if written.get("lineup_conflicts") is None:
            written.pop("lineup_conflicts", None)
        return written

    @classmethod
    def of(cls, view: MoveView, checks: Collection[LineupCheck]) -> Self:
        """With its instants at the offset of where it would be. `checks`: of the line-ups that the viewer leads."""
        move, zone = view.move, ZoneInfo(view.move.timezone)
        conflicts = [LineupConflictOut.of(each) for check in checks for each in check.conflicts]
        return cls(
            id=move.pk,
            show=move.show_id,
            number=move.number,
            state=move.state,
            proposed_by=move.proposed_by.slug,
            message=move.message,
            made_at=move.made_at.astimezone(zone),
            answer_by=move.answer_by.astimezone(zone),
            is_stale=view.is_stale,
            stage=StageName(id=move.stage.pk, name=move.stage.name) if move.stage else None,
            night=view.night,
            timezone=move.timezone,
            load_in_at=move.load_in_at.astimezone(zone),
            doors_at=move.doors_at and move.doors_at.astimezone(zone),
            starts_at=move.starts_at.astimezone(zone),
            ends_at=move.ends_at.astimezone(zone),
            curfew_at=move.curfew_at and move.curfew_at.astimezone(zone),
            out_at=move.out_at.astimezone(zone),
            spots=[MoveSpotOut.of(row, zone) for row in view.spots],
            sides=[MoveSideOut.of(side, zone) for side in view.sides],
            lineup_conflicts=conflicts if checks else None,
        )


def name_of(side: SideOfMove) -> str:
    """By what an answer names a side."""
    return str(side.booking or "host")


class MoveSpotIn(Schema):
    """Times left out move with the set's start."""

    spot: Id
    call_at: Instant | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    released_at: Instant | None = None


class MoveIn(MessageIn):
    """What changes: times left out keep their distance to start or end, and the show its length; spots left out move
    with the start. `party` is in whose name you propose, where you lead several sides. `despite_conflicts`: although
    someone in your own line-up is busy then."""

    party: Slug | None = None
    stage: Id | None = None
    load_in_at: Instant | None = None
    doors_at: Instant | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    curfew_at: Instant | None = None
    out_at: Instant | None = None
    spots: list[MoveSpotIn] = Field(default=[], max_length=MOST_SPOTS)
    answer_by: Instant | None = None
    despite_conflicts: bool = False

    def times(self, show: Show) -> dict[str, dt.datetime | None]:
        """The times of the show as `propose_move` takes them."""
        starts_at = self.starts_at or show.starts_at
        ends_at = self.ends_at or starts_at + (show.ends_at - show.starts_at)
        others = {name: getattr(self, name) for name in ("load_in_at", "doors_at", "curfew_at", "out_at")}
        return {"starts_at": starts_at, "ends_at": ends_at, **others}


class NoMoveIn(MessageIn):
    """`version` of the booking as you saw it; 409 `changed-meanwhile` where it is another by now."""

    version: int | None = None


class MoveAnswerIn(MessageIn):
    """`side` is one of the move's sides, where you answer for several. `despite_conflicts`: agree although someone in
    your line-up is busy then."""

    side: Word = ""
    despite_conflicts: bool = False
