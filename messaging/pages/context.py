"""What the badges on every page ask: `{{ mailbox.unread }}` and `{{ inbox.unread }}`, each with version, topic, token."""

from functools import partial
from operator import itemgetter
from typing import Any, cast

from django.db.models import Count, Subquery, Value
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from messaging.models import Mailbox, mailbox_topic
from messaging.pages.lists import unread_threads
from notifications.delivery.context import badge_context
from notifications.queries import state_columns, state_of
from web.streams import sign_topics


def waiting(request: HttpRequest) -> dict:
    """Context processor; one query for both badges, and only on pages that show them to somebody signed in."""
    both = SimpleLazyObject(lambda: _both(cast(User, request.user)))
    return {name: SimpleLazyObject(partial(itemgetter(name), both)) for name in ("mailbox", "inbox")}


def _both(user: User) -> dict[str, dict]:
    counts = _counts(user, **state_columns(user))
    return {"mailbox": _mailbox(user, counts), "inbox": badge_context(user, state_of(counts))}


def mailbox_context(user: User) -> dict:
    """What the badge of messages shows, and the token that lets it hear of changes. One query."""
    return _mailbox(user, _counts(user))


def _counts(user: User, **more: Subquery) -> Any:
    """One statement: the version belongs to the very count that stands beside it."""
    unread = unread_threads(user).order_by().values(all=Value(1)).annotate(threads=Count("pk")).values("threads")
    version = Mailbox.objects.filter(user=user).values("version")
    return User.objects.values(unread=Subquery(unread), version=Subquery(version), **more).get(pk=user.pk)


def _mailbox(user: User, counts: dict[str, Any]) -> dict:
    topic = mailbox_topic(user.pk)
    version = counts["version"] or 0
    return {"unread": counts["unread"], "version": version, "topic": topic, "token": sign_topics([topic])}
