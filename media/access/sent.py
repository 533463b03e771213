"""Files that people send each other: addresses at the server of files, signed for whoever has the right to them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.http import Http404

from media.files.grants import Download, Upload, keep_list, right_of
from media.hooks import may_send_to, rights_to_file
from media.models import File
from media.states import FileState
from web.users import User


def require_place(user: User, purpose: str, target: str) -> None:
    """The owner of a place lets this user send a file there. Raises Http404 where nobody knows the place, or it is not
    theirs."""
    if not any(may_send_to(user, purpose, target)):
        raise Http404


def upload_address(user: User, file: File) -> str:
    """Where the user sends what they have begun, for three days or as long as they have an account."""
    token = Upload(key=file.key, bytes=file.bytes, rights=[right_of(user.pk)]).signed()
    return f"{settings.FILES_URL}/uploads/{token}"


def file_address_for(user: Any, pk: UUID) -> str:
    """Where this user fetches a file that somebody has sent, for a minute. Raises Http404 for one that they may not
    have, or that is not whole."""
    file = File.objects.filter(pk=pk, state=FileState.READY).first()
    rights = file and _rights_to(user, file)
    if not (file and rights):
        raise Http404
    return files_address([file], [right_of(user.pk), *rights])


def files_address(files: Sequence[File], rights: Sequence[str], name: str = "") -> str:
    """Where a file is fetched by whoever has these rights; with a `name`, several of them as a ZIP of that name."""
    listed = [(each.key, each.name, each.media_type, each.bytes) for each in files]
    grant = (
        Download(files=[], rights=rights, name=name, listed=keep_list(listed))
        if name
        else Download(files=listed, rights=rights)
    )
    token = grant.signed()
    return f"{settings.FILES_URL}/downloads/{token}/{quote(name or files[0].name, safe='')}"


def _rights_to(user: Any, file: File) -> Sequence[str]:
    answers = [answer for answer in rights_to_file(user, file.pk) if answer is not None]
    if answers:
        return next(filter(None, answers), ())
    return [right_of(user.pk)] if user.is_authenticated and file.sent_by_id == user.pk else ()
