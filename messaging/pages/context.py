"""What the badges on every page ask: `{{ mailbox.unread }}` and `{{ inbox.unread }}`, each with version, topic, token.

`{{ mailbox.lines }}` are the threads that wait, with the number of unread messages of each.
"""

from functools import partial
from operator import itemgetter
from typing import Any, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Subquery
from django.db.models.functions import JSONObject
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
    unread = unread_threads(user).values(line=JSONObject(thread="pk", unread=F("last_number") - F("read")))
    version = Mailbox.objects.filter(user=user).values("version")
    return User.objects.values(lines=ArraySubquery(unread), version=Subquery(version), **more).get(pk=user.pk)


def _mailbox(user: User, counts: dict[str, Any]) -> dict:
    topic = mailbox_topic(user.pk)
    version = counts["version"] or 0
    lines = counts["lines"]
    return {"unread": len(lines), "lines": lines, "version": version, "topic": topic, "token": sign_topics([topic])}
