"""What the clock does with sessions, and the professional by a button: they begin, and are done."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.timezone import now

from accounts.access import can_lead
from accounts.models import User
from engagements.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.states import Channel
from payments.actions.sending import send_soon
from studio.actions.sessions.moving import give_time_back, lock_session, lock_time_of, move_session, tell
from studio.models import Session
from studio.states import SessionState


@one_transaction
def begin_session(
    *, acting_user: User | None, session_id: UUID, channel: Channel = Channel.CLOCK, at: dt.datetime | None = None
) -> Session:
    """A booked session is in progress: by the clock at its start, or when somebody who works there says so. Raises
    PermissionDenied, WrongState, Busy."""
    doing = Doing.begin(acting_user, channel, at or now())
    session = lock_session(session_id)
    _require_works(acting_user, session)
    move_session(session, SessionState.IN_PROGRESS, doing)
    return session


@one_transaction
def complete_session(
    *, acting_user: User | None, session_id: UUID, channel: Channel = Channel.CLOCK, at: dt.datetime | None = None
) -> Session:
    """Where nothing is delivered, a session is done when it is over: the professional gets the money. Raises
    PermissionDenied, WrongState, Busy."""
    doing = Doing.begin(acting_user, channel, at or now())
    session = lock_session(session_id)
    _require_works(acting_user, session)
    lock_time_of(session)
    move_session(session, SessionState.COMPLETED, doing)
    if session.ends_at and session.ends_at > doing.at:
        give_time_back(session)
    if session.payment_id:
        send_soon(session.payment_id)
    tell(session, "completed", client=True, professional=True, by=acting_user)
    return session


@one_transaction
def expire_request(*, session_id: UUID, at: dt.datetime | None = None) -> Session:
    """A request that nobody has answered in time is over. Raises WrongState, Busy."""
    doing = Doing.begin(None, Channel.CLOCK, at or now())
    session = lock_session(session_id)
    if session.state == SessionState.REQUESTED and session.answer_by and session.answer_by <= doing.at:
        move_session(session, SessionState.EXPIRED, doing, event="not_answered")
        tell(session, "not_answered", client=True, professional=True, by=None)
    return session


def _require_works(user: User | None, session: Session) -> None:
    if user is not None and user.pk != session.worker_id and not can_lead(user, session.professional):
        raise PermissionDenied
