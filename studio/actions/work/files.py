"""Files of a session: added to its folders, and taken away again."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from engagements.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel
from media.actions import drop, drop_file, keep_preview, take_free_files
from media.models import File
from studio.access import is_locked, side_in
from studio.actions.sessions.moving import lock_session, show_anew, tell
from studio.errors import DeliveredAlready
from studio.models import Mix, Session, SessionFile
from studio.states import FOLDERS_OF, LOSES_FILES, TAKES_FILES, Folder, SessionState, Side

FILES_AT_ONCE = 50
FILES_MAX = 1000
"""Of a session."""


@one_transaction
def add_files(
    *, acting_user: User, session_id: UUID, folder: str, files: Collection[UUID], channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> list[SessionFile]:  # fmt: skip
    """Put what this person has uploaded (taken in before by `take_in_begun`) into a folder. Raises PermissionDenied
    unless the user acts for a side, WrongState, ValidationError at `folder` or `files`, Busy."""
    doing = Doing.begin(acting_user, channel, at)
    session = lock_session(session_id)
    side = require_takes_files(acting_user, session)
    if folder not in FOLDERS_OF[side]:
        raise ValidationError({"folder": [_("Choose one of the folders.")]})
    taken = take_free_files(acting_user=acting_user, files=files, field="files", most=FILES_AT_ONCE)
    if not taken:
        raise ValidationError({"files": [_("Choose a file.")]})
    if session.files.count() + len(taken) > FILES_MAX:
        raise ValidationError({"files": [_("A session holds at most %(most)s files.") % {"most": FILES_MAX}]})
    added = [put(session, file, Folder(folder), side, doing) for file in taken]
    show_anew(session)
    is_client = side == Side.CLIENT
    tell(session, "files", client=not is_client, professional=is_client, by=acting_user, page="session_files")
    return added


def require_takes_files(user: User, session: Session) -> Side:
    """For which side this person adds files. Raises PermissionDenied, WrongState."""
    side = side_in(user, session)
    if side is None:
        raise PermissionDenied
    if session.state not in TAKES_FILES[side]:
        raise WrongState(session.state)
    return side


def require_loses_files(session: Session) -> None:
    """Raises DeliveredAlready and WrongState where files stay as they are."""
    if session.state in (SessionState.DELIVERED, SessionState.COMPLETED):
        raise DeliveredAlready
    if session.state not in LOSES_FILES:
        raise WrongState(session.state, _("Files can’t change during a dispute."))


def put(session: Session, file: File, folder: Folder, side: Side, doing: Doing) -> SessionFile:
    """Store a file in a locked session, with what is heard of it."""
    added = SessionFile(session=session, folder=folder, side=side, file=file, added_by=doing.user, added_at=doing.at)
    added.preview = keep_preview(acting_user=doing.person, file=file, is_marked=is_locked(added, session))
    added.save(force_insert=True)
    return added


@one_transaction
def remove_file(*, acting_user: User, file_id: UUID) -> Session:
    """Take a file away, for good; a mix that was not delivered goes with it. Raises SessionFile.DoesNotExist,
    PermissionDenied for the other side, WrongState, DeliveredAlready, Busy."""
    known = SessionFile.objects.get(pk=file_id)
    session = lock_session(known.session_id)
    if require_takes_files(acting_user, session) != known.side:
        raise PermissionDenied
    require_loses_files(session)
    file = SessionFile.objects.select_for_update().get(pk=file_id)
    mix = Mix.objects.filter(session_file=file).first()
    if mix is not None:
        if mix.delivered_at:
            raise DeliveredAlready
        mix.delete()
    preview, sent = file.preview, file.file
    file.delete()
    if preview:
        drop(acting_user=acting_user, kept=preview)
    drop_file(file=sent)
    show_anew(session)
    return session
