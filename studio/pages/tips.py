"""The tips of a session, for those who lead one of its sides."""

from collections.abc import Sequence
from dataclasses import dataclass

from studio.actions.sessions import tip_bounds
from studio.models import Session, Tip
from studio.queries.tips import tips_of_states
from studio.states import SessionState


@dataclass(frozen=True)
class TipsSection:
    """What was given, what waits to be paid, and whether this reader may give one between `least` and `most`, in minor
    units."""

    given: Sequence[Tip]
    waiting: Tip | None
    may_give: bool
    least: int
    most: int


def tips_section(session: Session, *, is_client: bool, is_professional: bool) -> TipsSection | None:
    """None where there is nothing to say or to do. One query, none before the session is done."""
    if session.state != SessionState.COMPLETED or not (is_client or is_professional):
        return None
    given, waiting = tips_of_states(session)
    waiting = waiting if is_client else None
    if not (given or is_client):
        return None
    least, most = tip_bounds(session)
    return TipsSection(given, waiting, may_give=is_client and waiting is None, least=least, most=most)
