"""Where both sides of a remote session meet."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.timezone import now

from accounts.models import User
from engagements.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel
from studio.access import side_in
from studio.actions.sessions.moving import lock_session, note
from studio.models import Session
from studio.rules.calls import clean_call_link
from studio.states import Side


@one_transaction
def set_call_link(*, acting_user: User, session_id: UUID, call_link: str, channel: Channel = Channel.PAGE) -> Session:
    """Set the link for calls of a booked remote session. Calendars show it too; the same link again writes nothing.
    Raises PermissionDenied unless the user leads the professional or works in the session, WrongState, ValidationError
    at `call_link`, Busy."""
    doing = Doing.begin(acting_user, channel, now())
    session = lock_session(session_id)
    if side_in(acting_user, session) != Side.PROFESSIONAL:
        raise PermissionDenied
    if not session.shows_call_link:
        raise WrongState(session.state)
    link = clean_call_link(call_link)
    if link != session.call_link:
        session.call_link = link
        note(session, "call_link", doing)
    return session
