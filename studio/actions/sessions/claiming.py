"""The time of a session: claimed for a worker, and for the room, with the buffers around it."""

import datetime as dt

from availability.actions import Wanted, claim, lock_calendars
from availability.errors import Taken
from studio.actions.sessions.moving import minutes, tell_strip
from studio.errors import SlotGone
from studio.models import Service, Session
from studio.queries.possible import Possible, who_can
from studio.states import Reason


def possible_or_refuse(
    service: Service, starts_at: dt.datetime, length: int, *, at: dt.datetime, session: Session | None = None
) -> Possible:
    """Who could work then. `session`: its claims are not in the way, and its length was agreed on. Raises SlotGone."""
    own, agreed = (session.pk, session.minutes) if session else (None, None)
    found = who_can(service, starts_at=starts_at, minutes=length, at=at, besides=own, agreed_minutes=agreed)
    if found.reason:
        raise SlotGone(found.reason)
    return found


def lock_times(session: Session, found: Possible) -> None:
    """Lock the calendars of a session, and those of `found`, which is to be claimed for it instead."""
    lock_calendars({*found.calendar_ids, *session.calendar_ids, session.professional.calendar_id})


def claim_time(session: Session, found: Possible, *, expires_at: dt.datetime | None, at: dt.datetime) -> None:
    """Claim the time of a session for whoever can work then; `found` is what was possible before the locks. Raises
    SlotGone."""
    lock_calendars({*found.calendar_ids, session.professional.calendar_id})
    assert session.starts_at is not None  # noqa: S101 — only sessions with a time are claimed
    assert session.minutes is not None  # noqa: S101
    again = possible_or_refuse(session.service, session.starts_at, session.minutes, at=at, session=session)
    assert again.period is not None  # noqa: S101 — where there is no reason against it
    if again.period.ends_at != session.ends_at:
        raise SlotGone(Reason.OUTSIDE_HOURS)  # a day that opens for longer, or shorter, than when it was asked for
    claim_found(session, again, expires_at=expires_at)


def claim_found(session: Session, found: Possible, *, expires_at: dt.datetime | None) -> None:
    """Claim the first worker who can, and the room, as they were found under the locks of their calendars. A worker
    whom the session has already is kept, where they can. Raises SlotGone."""
    assert found.period is not None  # noqa: S101 — where there is no reason against it
    worker = next((one for one in found.workers if one.user_id == session.worker_id), found.workers[0])
    session.worker_id, session.room = worker.user_id, found.room
    buffer = minutes(session.buffer_minutes)
    starts_at, ends_at = found.period.starts_at - buffer, found.period.ends_at + buffer
    calendars = [worker.calendar_id, *([found.room.calendar_id] if found.room else [])]
    try:
        claim(wanted=[Wanted(pk, starts_at, ends_at, session.pk, expires_at) for pk in calendars])
    except Taken as taken:
        raise SlotGone(Reason.TAKEN) from taken
    tell_strip(session)
