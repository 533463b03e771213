"""Files in messages: whoever may read the thread may have them, as long as they may."""

import uuid
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404

from accounts.models import User
from media.files.grants import right_of
from messaging.access.people import parties_of
from messaging.access.threads import get_thread_for, readable_by, require_may_write
from messaging.models import Attachment, Thread

PURPOSE = "message"


def may_send_file(user: Any, purpose: str, target: str) -> bool | None:
    """Whether the user may send a file to the thread of this id. Registered with `media.hooks.may_send_to`. Raises
    NotApproved or NothingWritten where nothing may be written."""
    if purpose != PURPOSE:
        return None
    try:
        thread = get_thread_for(user, uuid.UUID(target))
    except (ValueError, Http404):
        return False
    require_may_write(user, thread)
    return True


def rights_to_attachment(user: Any, file_id: UUID) -> Sequence[str] | None:
    """On which rights the user may have a file of a message. Registered with `media.hooks.rights_to_file`."""
    attachment = Attachment.objects.filter(file=file_id).select_related("message__thread").first()
    if attachment is None:
        return None
    thread = attachment.message.thread
    if not (user.is_authenticated and readable_by(user).filter(pk=thread.pk).exists()):
        return ()
    return rights_in(user, thread)


def rights_in(user: User, thread: Thread) -> list[str]:
    """The rights by which somebody may read the thread now: a grant ends when the first of them ends."""
    places = dict.fromkeys([thread.pk, *parties_of(thread)])
    return [right_of(user.pk), *(right_of(user.pk, place) for place in places)]
