"""Single messages."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from messaging.access.threads import readable_by
from messaging.models import Message, Thread


def get_own_message_for(user: User, pk: UUID, *, thread: Thread | None = None, is_deleted_too: bool = False) -> Message:
    """A message that the user wrote, in this thread, or in any that they may read now. Raises Http404 for a message
    that they may not read or that is elsewhere, PermissionDenied for another author's or a deleted one unless
    `is_deleted_too`."""
    threads = readable_by(user) if thread is None else readable_by(user).filter(pk=thread.pk)
    message = Message.objects.filter(pk=pk, thread__in=threads).select_related("thread").first()
    if message is None:
        raise Http404
    if message.author_id != user.pk or (message.deleted_at and not is_deleted_too):
        raise PermissionDenied
    return message
