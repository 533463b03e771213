"""Threads under a lock: what was read before may have changed."""

from accounts.models import User
from messaging.access import get_thread_for, require_may_write
from messaging.models import Message, Thread


def lock_thread(user: User, thread: Thread) -> Thread:
    """The thread, made now if nobody has written in it, locked until the end of the transaction: messages get their
    numbers one after the other. Raises Http404 for who may not read it any more, NotApproved where nothing is added."""
    if thread._state.adding:
        require_may_write(user, get_thread_for(user, thread.pk))
        Thread.objects.bulk_create([thread], ignore_conflicts=True)
    locked = Thread.objects.select_for_update(no_key=True).get(pk=thread.pk)
    # After the lock: whoever lost the role while they waited for it adds nothing.
    require_may_write(user, get_thread_for(user, thread.pk))
    return locked


def lock_message(message: Message) -> Message:
    """Raises Message.DoesNotExist for one that is gone. The thread is locked."""
    return Message.objects.select_for_update(no_key=True).get(pk=message.pk)
