"""Telling others that somebody is writing: never stored."""

from accounts.models import User
from messaging.access import people_of
from messaging.models import Thread, mailbox_topic
from web.announce import announce_typing


def tell_typing(*, acting_user: User, thread: Thread) -> None:
    """Tell open pages of everybody else. The thread came through `access`."""
    topics = [mailbox_topic(person.pk) for person in people_of(thread) if person != acting_user]
    announce_typing(topics, thread=str(thread.pk), name=acting_user.display_name)
