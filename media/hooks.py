"""Where the owners of files, who are above and unknown here, are told and asked: see `web.hooks`."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from media.models import Document, Kept, Picture, Sound
from web.hooks import Hook

file_prepared: Hook[[Kept], None] = Hook("picture, sound or document becomes ready or is refused")
"""Called in the transaction that writes the outcome, before the row is locked: an owner may lock its own rows, and
raises the versions of whatever shows the file. A function ignores files that it does not own."""

may_have_picture: Hook[[Any, UUID], bool | None] = Hook("may a user have a picture")
may_have_sound: Hook[[Any, UUID], bool | None] = Hook("may a user have a sound")
may_have_document: Hook[[Any, UUID], bool | None] = Hook("may a user have a document")
"""Each function answers for a user and the id of a file, or None for a file that it does not own."""

rights_to_file: Hook[[Any, UUID], Sequence[str] | None] = Hook("may a user have a file that somebody has sent")
"""Each function answers for a user and the id of a file: the rights on which they may have it (`media.files.grants`),
none where they may not, or None for a file that it does not own. What nobody owns only its sender may have."""

may_send_to: Hook[[Any, str, str], bool | None] = Hook("may a user send a file to a place of an upper app")
"""Each function answers for a user, a purpose ("message") and the id of a target, or None for another purpose."""

_MAY_HAVE: dict[type[Kept], Hook[[Any, UUID], bool | None]] = {
    Picture: may_have_picture,
    Sound: may_have_sound,
    Document: may_have_document,
}


def may_have(user: Any, model: type[Kept], pk: UUID) -> bool:
    """Whether an owner lets this user have the files; True where nobody owns them yet, as nobody could refuse."""
    has_owner = False
    for answer in _MAY_HAVE[model].one_by_one(user, pk):
        if answer:
            return True
        has_owner = has_owner or answer is not None
    return not has_owner
