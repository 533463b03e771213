"""The work itself: sessions begin, are delivered, come back for a revision, and are done."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.timezone import now

from accounts.access import can_lead
from accounts.models import User
from engagements.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.actions.transitions import require_move
from engagements.errors import WrongState
from engagements.states import Channel
from payments.actions.sending import send_soon
from studio.actions.sessions.moving import give_time_back, lock_session, lock_time_of, move_session, tell
from studio.errors import NoRevisions
from studio.models import Session
from studio.states import SESSION_TRANSITIONS, SessionState
from web.texts import clean_text

TO_ACCEPT = dt.timedelta(hours=72)
"""So long a client may say no to what was delivered."""
TEXT_MAX = 4000


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
    """A session is done, and the professional gets the money: the client says so, or the clock, once the time of a
    session without delivery is over, or nobody has said no to what was delivered. Raises PermissionDenied for who does
    not lead the client, WrongState, Busy."""
    doing = Doing.begin(acting_user, channel, at or now())
    session = lock_session(session_id)
    if acting_user is not None and not can_lead(acting_user, session.client):
        raise PermissionDenied
    if acting_user is None and not _is_over(session, doing.at):
        raise WrongState(session.state)
    lock_time_of(session)
    move_session(session, SessionState.COMPLETED, doing)
    if session.ends_at and session.ends_at > doing.at:
        give_time_back(session)
    if session.payment_id:
        send_soon(session.payment_id)
    tell(session, "completed", client=True, professional=True, by=acting_user)
    return session


def _is_over(session: Session, at: dt.datetime) -> bool:
    """Whether a session is done by itself, now that it is so late."""
    if session.state == SessionState.DELIVERED:
        return session.accept_by is not None and session.accept_by <= at
    return session.delivery_days is None and session.ends_at is not None and session.ends_at <= at


@one_transaction
def deliver_session(
    *, acting_user: User, session_id: UUID, text: str, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> Session:
    """Hand the work over; `text` says what and where it is. The client has 72 hours to say no. Raises PermissionDenied,
    WrongState, ValidationError at `text`, Busy."""
    doing = Doing.begin(acting_user, channel, at or now())
    session = lock_session(session_id)
    _require_works(acting_user, session)
    said = clean_text("text", text, longest=TEXT_MAX, required=True)
    session.accept_by = doing.at + TO_ACCEPT
    move_session(session, SessionState.DELIVERED, doing, text=said)
    tell(session, "delivered", client=True, by=acting_user)
    return session


@one_transaction
def ask_for_revision(
    *, acting_user: User, session_id: UUID, text: str, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> Session:
    """Say no to what was delivered, and what should change; as often as revisions are included. Raises PermissionDenied
    for who does not lead the client, WrongState, ValidationError at `text`, NoRevisions, Busy."""
    doing = Doing.begin(acting_user, channel, at or now())
    session = lock_session(session_id)
    if not can_lead(acting_user, session.client):
        raise PermissionDenied
    said = clean_text("text", text, longest=TEXT_MAX, required=True)
    require_move(SESSION_TRANSITIONS, SessionState(session.state), SessionState.IN_PROGRESS)
    if session.state == SessionState.DELIVERED and session.revisions_used >= session.revisions:
        raise NoRevisions
    session.revisions_used, session.accept_by = session.revisions_used + 1, None
    move_session(session, SessionState.IN_PROGRESS, doing, event="revision", text=said)
    tell(session, "revision", professional=True, by=acting_user)
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
