"""When the people of a professional may begin a session."""

import datetime as dt

from studio.models import Session

BEFORE_THE_START = dt.timedelta(minutes=30)


def begins_from(session: Session) -> dt.datetime | None:
    """From when on somebody who works there may begin it; None where any time will do, since it has no start."""
    return session.starts_at - BEFORE_THE_START if session.starts_at else None


def may_begin(session: Session, at: dt.datetime) -> bool:
    """Whether it is late enough to begin."""
    first = begins_from(session)
    return first is None or first <= at
