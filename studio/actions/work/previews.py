"""What becomes of a session when the worker has prepared what is heard of its files."""

import datetime as dt
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from engagements.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.states import Channel
from media.models import Kept, Preview
from studio.actions.sessions.moving import lock_session, move_session, show_anew, tell
from studio.actions.sessions.pending import end_pending
from studio.actions.sessions.working import time_to_accept
from studio.models import Session, SessionFile
from studio.queries.work import delivered_mixes
from studio.states import SessionState


def preview_prepared(kept: Kept) -> None:
    """After the commit, open pages show the preview, and the time to accept a delivery may begin. Registered with
    `media.hooks.file_prepared`."""
    if not isinstance(kept, Preview):
        return
    for session_id in SessionFile.objects.filter(preview=kept.pk).values_list("session", flat=True):
        transaction.on_commit(partial(follow_delivery, session_id=session_id, is_news=True), robust=True)


@one_transaction
def follow_delivery(*, session_id: UUID, is_news: bool = False, at: dt.datetime | None = None) -> Session:
    """Begin the time to accept a delivery once every mix of it can be heard. A mix that never can be heard sends the
    session back to the professional, counts as no revision, and ends one that waits to be paid. `is_news`: open pages
    are to show a new preview in any case. Raises Busy; then the clock tries again."""
    doing = Doing.begin(None, Channel.CLOCK, at or now())
    session = lock_session(session_id)
    is_awaited = session.state == SessionState.DELIVERED and session.accept_by is None
    heard = [mix.session_file.preview for mix in delivered_mixes(session)] if is_awaited else []
    is_waiting = any(preview is not None and preview.is_waiting for preview in heard)
    if any(preview is not None and preview.is_refused for preview in heard):
        end_pending(session, doing)
        move_session(session, SessionState.IN_PROGRESS, doing, event="not_heard")
        tell(session, "not_heard", professional=True, by=None)
    elif is_awaited and not is_waiting:
        session.accept_by, session.reminders = doing.at + time_to_accept(), 0
        show_anew(session)
        tell(session, "delivered", client=True, by=None)
    elif is_news:
        show_anew(session)
    return session
