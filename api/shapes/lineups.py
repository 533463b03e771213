"""Who of an act may not be there: told to the leaders of the act, and to nobody else."""

from typing import Literal, Self

from ninja import Field, Schema
from pydantic import SerializerFunctionWrapHandler, model_serializer

from engagements.queries.lineups import LineupCheck, LineupConflict


class LineupConflictOut(Schema):
    """Someone of the act who may not be there. `asked`: they have not said yes yet; `unknown`: nothing is said of that
    time."""

    name: str
    state: Literal["busy", "maybe", "unknown", "asked"]

    @classmethod
    def of(cls, found: LineupConflict) -> Self:
        return cls(name=found.name, state=found.state.value)  # type: ignore[arg-type]  # compared with the literal

    @classmethod
    def all_of(cls, check: LineupCheck | None) -> list[Self] | None:
        """None where the viewer may not know."""
        return None if check is None else [cls.of(each) for each in check.conflicts]


class WithLineupConflicts(Schema):
    """A shape with `lineup_conflicts`, which is absent for whoever may not know that there may be any."""

    lineup_conflicts: list[LineupConflictOut] | None = Field(
        default=None, description="For the leaders of the act; absent for everyone else"
    )

    @model_serializer(mode="wrap")
    def _leave_out(self, serialize: SerializerFunctionWrapHandler):
        written = serialize(self)
        if written.get("lineup_conflicts") is None:
            written.pop("lineup_conflicts", None)
        return written
