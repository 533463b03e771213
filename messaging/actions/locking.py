"""Threads under a lock: what was read before may have changed."""

from accounts.models import User
from messaging.access import get_thread_for, require_may_write
from messaging.models import Message, Thread


def lock_thread(user: User, thread: Thread, *, is_adding: bool = True) -> Thread:
    """The thread, created if nobody has written in it, locked until the transaction ends: so messages are numbered in
    order, and later writers see a block. Raises Http404 for users who may not read it any more; NotApproved or
    NothingWritten if the caller wants to write and nobody may."""
    if thread._state.adding:
        require_may_write(user, get_thread_for(user, thread.pk))
        Thread.objects.bulk_create([thread], ignore_conflicts=True)
    locked = Thread.objects.with_subject().select_for_update(no_key=True, of=("self",)).get(pk=thread.pk)
    # After the lock: whoever lost the role or was blocked while they waited for it adds nothing.
    found = get_thread_for(user, thread.pk)
    if is_adding:
        require_may_write(user, found)
    return locked


def lock_message(message: Message) -> Message:
    """Raises Message.DoesNotExist for one that is gone. The thread is locked."""
    return Message.objects.select_for_update(no_key=True).get(pk=message.pk)
