"""Single messages."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from messaging.access.threads import readable_by
from messaging.errors import MessageGone
from messaging.models import Message, Thread


def get_own_message_for(user: User, pk: UUID, *, thread: Thread | None = None, is_deleted_too: bool = False) -> Message:
    """A message that the user wrote, in this thread, or in any that they may read now. Raises Http404 for a message
    that they may not read or that is elsewhere, PermissionDenied for another author's or a deleted one unless
    `is_deleted_too`."""
    message = _readable(user, pk)
    if thread is not None and message.thread_id != thread.pk:
        raise Http404
    if message.author_id != user.pk or (message.deleted_at and not is_deleted_too):
        raise PermissionDenied
    return message


def get_reportable_message_for(user: User, pk: UUID) -> Message:
    """What another wrote, for a report to staff, or one that the user has reported. Raises Http404 for a message that
    they may not read, PermissionDenied for their own, MessageGone for one that was deleted before they reported it."""
    message = _readable(user, pk)
    if message.author_id == user.pk:
        raise PermissionDenied
    if message.deleted_at and not message.reports.filter(reported_by=user).exists():
        raise MessageGone
    return message


def _readable(user: User, pk: UUID) -> Message:
    message = Message.objects.filter(pk=pk, thread__in=readable_by(user)).select_related("thread").first()
    if message is None:
        raise Http404
    return message
