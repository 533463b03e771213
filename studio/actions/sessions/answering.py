"""What becomes of a request: the professional approves or declines it, the client takes it back."""

import datetime as dt
from uuid import UUID

from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import require_active, require_lead
from accounts.models import User
from engagements.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.actions.transitions import require_move
from engagements.errors import WrongState
from engagements.states import Channel
from studio.actions.sessions.claiming import claim_time, possible_or_refuse
from studio.actions.sessions.moving import give_time_back, lock_session, lock_time_of, move_session, tell
from studio.actions.sessions.paying import TO_PAY_AFTER_APPROVAL, held_until, owe_session
from studio.actions.sessions.payments import no_longer_owed
from studio.actions.sessions.pending import end_pending
from studio.models import Session
from studio.queries.payments import payments_of
from studio.states import SESSION_TRANSITIONS, SessionState
from web.texts import clean_text

REASON_MAX = 2000


@one_transaction
def approve_session(
    *, acting_user: User, session_id: UUID, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> Session:
    """Approve a request: its time is claimed, and the client has 24 hours to pay, never beyond the start.

    Raises PermissionDenied unless the user leads the professional, WrongState, SlotGone, NotApproved and Busy.
    """
    doing = Doing.begin(acting_user, channel, at or now())
    session = lock_session(session_id)
    require_lead(acting_user, session.professional)
    require_active(session.client, session.professional)
    require_move(SESSION_TRANSITIONS, SessionState(session.state), SessionState.APPROVED)
    if session.answer_by is None or session.answer_by <= doing.at:
        raise WrongState(session.state, _("The deadline to answer has passed."))
    take_on(session, doing)
    return session


def take_on(session: Session, doing: Doing) -> None:
    """The time of a locked request is claimed, and the client is to pay. Raises SlotGone."""
    expires_at = min(doing.at + TO_PAY_AFTER_APPROVAL, session.starts_at or doing.at + TO_PAY_AFTER_APPROVAL)
    if session.starts_at is not None:
        # What was asked for in time is not too late because the answer took its time, nor of a length that was offered.
        asked_at, length = session.created_at, session.minutes or 0
        found = possible_or_refuse(session.service, session.starts_at, length, at=asked_at, session=session)
        claim_time(session, found, expires_at=held_until(expires_at), at=session.created_at)
    end_pending(session, doing)
    owe_session(session, user=doing.user, expires_at=expires_at)
    move_session(session, SessionState.APPROVED, doing)
    tell(session, "approved", client=True, by=doing.user)


@one_transaction
def decline_session(*, acting_user: User, session_id: UUID, text: str = "", channel: Channel = Channel.PAGE) -> Session:
    """Decline a request; `text` tells the client why. Raises PermissionDenied, WrongState, ValidationError at `text`,
    Busy."""
    doing = Doing.begin(acting_user, channel, now())
    session = lock_session(session_id)
    require_lead(acting_user, session.professional)
    said = clean_text("text", text, longest=REASON_MAX)
    end_pending(session, doing)
    move_session(session, SessionState.DECLINED, doing, text=said)
    tell(session, "declined", client=True, by=acting_user)
    return session


@one_transaction
def withdraw_session(*, acting_user: User, session_id: UUID, channel: Channel = Channel.PAGE) -> Session:
    """Withdraw a session that is not paid yet: its time is free again, and it can no longer be paid for. Raises
    PermissionDenied unless the user leads the client, WrongState, Busy."""
    doing = Doing.begin(acting_user, channel, now())
    session = lock_session(session_id)
    require_lead(acting_user, session.client)
    lock_time_of(session)
    was_approved = session.state == SessionState.APPROVED
    end_pending(session, doing)
    move_session(session, SessionState.WITHDRAWN, doing)
    no_longer_owed(payments_of(session), acting_user)
    if was_approved:
        give_time_back(session)
    tell(session, "withdrawn", professional=True, by=acting_user)
    return session
