"""Mixes: numbered versions of a title."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from engagements.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel
from media.actions import take_free_files
from media.encoding.reasons import reason_text
from studio.actions.sessions.moving import lock_session, show_anew, tell
from studio.actions.work.files import put, require_takes_files
from studio.models import NOTE_MAX, TITLE_MAX, Mix, Session
from studio.states import UNDER_WAY, Folder, SessionState, Side
from web.texts import clean_line, clean_text

MIXES_MAX = 300
"""Of a session."""


@one_transaction
def add_mix(
    *, acting_user: User, session_id: UUID, title: str, file: UUID | None, note: str = "",
    channel: Channel = Channel.PAGE, at: dt.datetime | None = None,
) -> Mix:  # fmt: skip
    """The next mix of a title, from a file that this person has uploaded (taken in before by `take_in_begun`). One that
    comes after the delivery belongs to it, and the client has all of their time again.

    Raises PermissionDenied unless the user acts for the professional, WrongState, ValidationError at `title`, `note` or
    `file`, Busy.
    """
    doing = Doing.begin(acting_user, channel, at)
    session = lock_session(session_id)
    if require_takes_files(acting_user, session) != Side.PROFESSIONAL:
        raise PermissionDenied
    if session.state not in UNDER_WAY:
        raise WrongState(session.state)
    said = clean_line("title", title, longest=TITLE_MAX, required=True)
    noted = clean_text("note", note, longest=NOTE_MAX, required=False)
    [*taken] = take_free_files(acting_user=acting_user, files=[file] if file else [], field="file", most=1)
    if not taken:
        raise ValidationError({"file": [_("Choose a file.")]})
    if session.mixes.count() >= MIXES_MAX:
        raise ValidationError({"title": [_("A session holds at most %(most)s mixes.") % {"most": MIXES_MAX}]})
    mix = _stored(session, said, noted, put(session, taken[0], Folder.MIXES, Side.PROFESSIONAL, doing), doing)
    if session.state == SessionState.DELIVERED:
        session.accept_by, session.reminders = None, 0
    show_anew(session)
    tell(session, "mix", client=True, by=acting_user, page="session_files")
    return mix


def _stored(session: Session, title: str, note: str, file, doing: Doing) -> Mix:
    if file.preview is None:
        raise ValidationError({"file": [reason_text("no_sound")]})
    earlier = session.mixes.filter(title__iexact=title).order_by("-number").first()
    return Mix.objects.create(
        session=session,
        title=earlier.title if earlier else title,
        number=earlier.number + 1 if earlier else 1,
        note=note,
        session_file=file,
        made_at=doing.at,
        delivered_at=doing.at if session.state == SessionState.DELIVERED else None,
    )
