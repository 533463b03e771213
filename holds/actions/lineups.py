"""The second step of an act's leader whose word would book players that are busy."""

from collections.abc import Collection

from engagements.actions.lineups import require_known_conflicts
from engagements.states import Side
from holds.models import Hold
from holds.queries.lineups import check_hold


def require_known_players(hold: Hold, spoken: Collection[Side], *, despite_conflicts: bool | str) -> None:
    """Raise LineupConflicts where the act itself gives its word, somebody of its members is busy then, and its leader
    has not said that it stands all the same.

    `spoken`: the sides whose word this is. Where it promises anybody's time, assumes the calendars locked. Whoever
    speaks for the venue alone is not told.
    """
    if Side.ACT in spoken and hold.act is not None:
        require_known_conflicts(check_hold(hold), despite_conflicts=despite_conflicts)
