"""One more revision than was included, at its price."""

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.access import require_active, require_lead
from accounts.models import User
from engagements.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel
from studio.actions.changes.owing import owe_change
from studio.actions.changes.proposing import TEXT_MAX, make_room
from studio.actions.sessions.moving import lock_session, move_session, note, tell
from studio.actions.sessions.paying import held_until
from studio.errors import NoRevisions, TooManyLapses
from studio.models import Session, SessionChange
from studio.states import ChangeKind, ChangeState, SessionState, Side
from web.texts import clean_text

TO_PAY = dt.timedelta(hours=1)
UNPAID_MAX = 3
"""So often a client may not pay for a revision: each holds the clock of the delivery up."""


@one_transaction
def buy_revision(
    *, acting_user: User, session_id: UUID, text: str, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> Session:
    """Say what should change in what was delivered, once all revisions that are included are used, and pay for another
    one within an hour; it is asked for once it is paid. The delivery is not accepted by the clock meanwhile.

    Raises PermissionDenied unless the user leads the client, WrongState, NoRevisions where none is for sale,
    ValidationError at `text`, AnotherChange, TooManyChanges, TooManyLapses, NotApproved, Busy.
    """
    doing = Doing.begin(acting_user, channel, at)
    session = lock_session(session_id)
    require_lead(acting_user, session.client)
    if not may_buy_revision(session, doing.at):
        if session.state != SessionState.DELIVERED or session.revision_minor is not None:
            raise WrongState(session.state, _("Use the included revisions before you buy another."))
        raise NoRevisions
    require_active(session.client, session.professional)
    make_room(session, Side.CLIENT, doing)
    unpaid = session.changes.filter(kind=ChangeKind.REVISION).exclude(state=ChangeState.AGREED)
    if unpaid.count() >= UNPAID_MAX:
        raise TooManyLapses
    change = SessionChange(
        session=session, kind=ChangeKind.REVISION, side=Side.CLIENT, proposed_by=acting_user, proposed_at=doing.at,
        price_minor=session.revision_minor, text=clean_text("text", text, longest=TEXT_MAX, required=True),
    )  # fmt: skip
    expires_at = doing.at + TO_PAY
    owe_change(change, doing, expires_at=expires_at)
    if session.accept_by is not None:
        session.accept_by = max(session.accept_by, held_until(expires_at))
    note(session, "bought_revision", doing, text=change.text)
    return session


def may_buy_revision(session: Session, at: dt.datetime) -> bool:
    """Whether the client can buy one more: all that are included are used, and the delivery is not accepted yet."""
    is_open = session.state == SessionState.DELIVERED and (session.accept_by is None or session.accept_by > at)
    return is_open and session.revision_minor is not None and session.revisions_used >= session.revisions


def ask_for_bought_revision(change: SessionChange, doing: Doing) -> None:
    """Send the work back for a revision that is paid. Assumes the session locked."""
    session = change.session
    session.revisions, session.revisions_used = session.revisions + 1, session.revisions_used + 1
    session.price_minor += change.price_minor or 0
    session.accept_by = None
    move_session(session, SessionState.IN_PROGRESS, doing, event="revision")
    tell(session, "revision", professional=True, by=None)
