"""Telling others that somebody is writing: never stored."""

from accounts.models import User
from messaging.access import may_write, people_of
from messaging.models import Thread, mailbox_topic
from web.announce import announce_typing


def tell_typing(*, acting_user: User, thread: Thread) -> None:
    """Tell open pages of everybody else, where something may be written. The thread came through `access`."""
    if not may_write(acting_user, thread):
        return
    topics = [mailbox_topic(person.pk) for person in people_of(thread) if person != acting_user]
    announce_typing(topics, thread=str(thread.pk), name=acting_user.display_name)
