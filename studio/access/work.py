"""Who sees the files and mixes of a session, and who adds to them."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import can_lead
from accounts.models import User
from media.files.grants import right_of
from studio.access.projects import get_project_for
from studio.access.sessions import can_see_session, get_session_for, side_in, works_in
from studio.models import Mix, MixComment, Session, SessionFile
from studio.states import FOLDERS_OF, PAID_FOR, TAKES_FILES, SessionState, Side

PURPOSE = "session"
"""What a file is sent for."""
PROJECT_PURPOSE = "project"


def get_session_file_for(user: User, session_id: uuid.UUID, file_id: uuid.UUID) -> SessionFile:
    """A file of a session that the user may see. Raises Http404."""
    session = get_session_for(user, session_id)
    return get_object_or_404(session.files.select_related("file", "preview"), pk=file_id)


def get_mix_for(user: User, mix_id: uuid.UUID) -> Mix:
    """A mix of a session that the user may see. Raises Http404."""
    mix = get_object_or_404(Mix.objects.select_related("session_file__file", "session_file__preview"), pk=mix_id)
    mix.session = mix.session_file.session = get_session_for(user, mix.session_id)
    return mix


def get_mix_of_file(user: User, file_id: uuid.UUID) -> Mix:
    """The mix that a file (of `media`) is, in a session that the user may see. Raises Http404."""
    pk = Mix.objects.filter(session_file__file=file_id).values_list("pk", flat=True).first()
    if pk is None:
        raise Http404
    return get_mix_for(user, pk)


def get_comment_for(user: User, comment_id: uuid.UUID) -> MixComment:
    """A comment on a mix of a session that the user may see. Raises Http404."""
    comment = get_object_or_404(MixComment, pk=comment_id)
    comment.mix = get_mix_for(user, comment.mix_id)
    return comment


def is_locked(file: SessionFile, session: Session) -> bool:
    """Whether the client must accept the work before they get the original."""
    return file.side == Side.PROFESSIONAL and file.folder in PAID_FOR and session.state != SessionState.COMPLETED


def may_have_original(user: User, file: SessionFile, session: Session) -> bool:
    """Whether somebody who sees the session may have the original of the file."""
    return not is_locked(file, session) or side_in(user, session) != Side.CLIENT


def may_send_file(user: Any, purpose: str, target: str) -> bool | None:
    """Whether the user may send a file to the session, or the project, of this id. Registered with
    `media.hooks.may_send_to`."""
    if purpose not in (PURPOSE, PROJECT_PURPOSE):
        return None
    try:
        if purpose == PROJECT_PURPOSE:
            return can_lead(user, get_project_for(user, uuid.UUID(target)).client)
        return bool(folders_for(user, get_session_for(user, uuid.UUID(target))))
    except (ValueError, Http404):
        return False


def folders_for(user: User, session: Session) -> Sequence[str]:
    """The folders to which the user may add files now."""
    side = side_in(user, session)
    return FOLDERS_OF[side] if side and session.state in TAKES_FILES[side] else ()


def rights_to_session_file(user: Any, file_id: uuid.UUID) -> Sequence[str] | None:
    """On which rights the user may have a file of a session. Registered with `media.hooks.rights_to_file`."""
    file = SessionFile.objects.select_related("session__client", "session__professional").filter(file=file_id).first()
    if file is None:
        return None
    session = file.session
    if not (user.is_authenticated and can_see_session(user, session) and may_have_original(user, file, session)):
        return ()
    return rights_in(user, session)


def rights_in(user: User, session: Session) -> list[str]:
    """The rights by which the user sees a session now. A grant ends when the first of them ends."""
    sides = [side for side in (session.client, session.professional) if can_lead(user, side)]
    if works_in(user, session):
        sides.append(session.professional)
    return [right_of(user.pk), *dict.fromkeys(right_of(user.pk, side.pk) for side in sides)]
