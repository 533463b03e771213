"""What was sent before under the key of a form."""

import hashlib
from collections.abc import Collection
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from accounts.models import User
from media.files.filenames import safe_name
from media.models import File
from messaging.models import Message, Thread


def sent_before(user: User, thread: Thread, key: UUID | None) -> Message | None:
    """The message that this person has sent with this key, as when they press Send twice."""
    return Message.objects.filter(thread=thread, author=user, key=key).first() if key else None


def unsent_files(user: User, ids: Collection[UUID]) -> list[File]:
    """Those of these files that this person has sent and no message has yet, in the order given."""
    found = {file.pk: file for file in File.objects.filter(pk__in=ids, sent_by=user, attachment=None)}
    return [found[pk] for pk in ids if pk in found]


def came_with(message: Message, upload: UploadedFile) -> UUID | None:
    """The id of the message's file that is this one, byte for byte, if any."""
    alike = message.attachments.filter(file__name=safe_name(upload.name or ""), file__bytes=upload.size or 0)
    digests = dict(alike.values_list("file__sha256", "file"))
    if not digests:
        return None
    upload.seek(0)
    found = digests.get(hashlib.file_digest(upload, "sha256").hexdigest())
    upload.seek(0)
    return found
