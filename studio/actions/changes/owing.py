"""What a client is to pay for a change of a session."""

import datetime as dt

from engagements.actions.doing import Doing
from studio.actions.sessions.paying import owe_work
from studio.models import SessionChange
from studio.states import ChangeState


def owe_change(change: SessionChange, doing: Doing, *, expires_at: dt.datetime) -> None:
    """Store a change, new or not, that the client is to pay for until then."""
    change.payment = owe_work(change.session, change.price_minor or 0, user=doing.user, expires_at=expires_at)
    change.expires_at, change.state = expires_at, ChangeState.TO_PAY
    change.save()
