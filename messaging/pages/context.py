"""The badges on every page: `{{ mailbox.unread }}` and `{{ inbox.unread }}`, each with version, topic and token. `{{
mailbox.lines }}` are the unread threads, with the number of unread messages of each."""

from collections.abc import Mapping
from functools import partial
from operator import itemgetter
from typing import Any, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from messaging.models import Mailbox, mailbox_topic
from messaging.pages.lists import unread_threads
from notifications.delivery.context import badge_context
from notifications.queries import state_columns, state_of
from web.prepared import Parameter, PreparedQuery
from web.streams import sign_topics


def waiting(request: HttpRequest) -> dict:
    """Context processor; one query for both badges, and only on pages that show them to somebody signed in."""
    both = SimpleLazyObject(lambda: _both(cast(User, request.user)))
    return {name: SimpleLazyObject(partial(itemgetter(name), both)) for name in ("mailbox", "inbox")}


def mailbox_context(user: User) -> dict:
    """What the badge of messages shows, and the token for its live updates. One query."""
    return _both(user)["mailbox"]


def _both(user: User) -> dict[str, dict]:
    [row] = WAITING.rows(user=user.pk)
    columns = dict(zip(COLUMNS, row, strict=True))
    return {"mailbox": _mailbox(user, columns), "inbox": badge_context(user, state_of(columns))}


COLUMNS = ("lines", "version", "inbox_unread", "inbox_created", "inbox_read")


def _waiting() -> QuerySet:
    """One statement, so that version and count belong together."""
    user = cast(User, Parameter("user"))
    unread = Cast("waiting", TextField())
    line = Concat(Cast("pk", TextField()), Value(" "), unread, output_field=TextField())
    lines = ArraySubquery(unread_threads(user).values_list(line))
    version = Subquery(Mailbox.objects.filter(user=user).values("version"))
    columns = {"lines": lines, "version": version} | state_columns(user)
    return User.objects.filter(pk=Parameter("user")).order_by().annotate(**columns).values_list(*COLUMNS)


WAITING: PreparedQuery[Any] = PreparedQuery(_waiting)
"""Prepared: every page asks it, and to write it costs Django 10 ms."""


def _mailbox(user: User, columns: Mapping[str, Any]) -> dict:
    lines = [line.split() for line in columns["lines"]]
    topic = mailbox_topic(user.pk)
    return {
        "unread": len(lines),
        "lines": [{"thread": thread, "unread": unread} for thread, unread in lines],
        "version": columns["version"] or 0,
        "topic": topic,
        "token": sign_topics(user.pk, [topic]),
    }
