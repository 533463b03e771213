"""When something about a session may be reported."""

import datetime as dt

from studio.models import Session
from studio.states import SessionState

AFTER_THE_END = dt.timedelta(hours=24)
"""So long a session without delivery waits after its end before it counts as done by itself: until then either side may
say that something is wrong."""


def may_report(session: Session, at: dt.datetime) -> bool:
    """Whether a side may report a problem: from the start, while the session is paid and not done."""
    if session.state == SessionState.CONFIRMED:
        return session.starts_at is None or session.starts_at <= at
    return session.state in (SessionState.IN_PROGRESS, SessionState.DELIVERED)
