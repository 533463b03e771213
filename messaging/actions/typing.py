"""Telling others that somebody is writing: never stored."""

import redis

from accounts.models import User
from messaging.access import may_write, people_of, shows_name
from messaging.models import Thread, mailbox_topic
from web.announce import announce_typing
from web.valkey import valkey

TOLD_EVERY_MS = 1000
"""A page tells every four seconds."""


def tell_typing(*, acting_user: User, thread: Thread) -> None:
    """Notify everybody else's open pages, at most once a second, unless nothing can be written, or it is an enquiry in
    which the user has not written yet. Assumes that the thread was loaded through `access`."""
    if may_write(acting_user, thread) and shows_name(acting_user, thread) and _is_first_this_second(acting_user):
        topics = [mailbox_topic(person.pk) for person in people_of(thread) if person != acting_user]
        announce_typing(topics, thread=str(thread.pk), name=acting_user.display_name)


def _is_first_this_second(user: User) -> bool:
    try:
        return bool(valkey().set(f"typing:{user.pk}", 1, px=TOLD_EVERY_MS, nx=True))
    except redis.RedisError:
        return False
