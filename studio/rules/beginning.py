"""When a session may begin."""

import datetime as dt

from studio.models import Session
from studio.states import SessionState


def may_begin(session: Session, at: dt.datetime) -> bool:
    """Whether what is booked may be in progress: from its start on, at a fixed price at any time."""
    return session.state == SessionState.CONFIRMED and (session.starts_at is None or session.starts_at <= at)
