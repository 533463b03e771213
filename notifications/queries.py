"""Reading the inbox, the outbox and what people want to hear of."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Subquery, Value
from django.utils.functional import Promise
from django.utils.timezone import now

from notifications.kinds import registry
from notifications.models import Notification, Preference
from web.users import User


@dataclass(frozen=True)
class InboxState:
    """How many notifications wait unread, and the version of topic `u.<user id>` that this count belongs to."""

    unread: int
    version: int


@dataclass(frozen=True)
class InboxLine:
    """One notification as the inbox shows it; `text` is None where its reader may no longer know."""

    notification: Notification
    text: registry.Text | None


@dataclass(frozen=True)
class Choice:
    """What a user wants to hear of one kind."""

    kind: str
    label: str | Promise
    by_email: bool
    in_app: bool
    is_only_mailed: bool


_STATE = {
    "inbox_unread": Count("id", filter=Q(read_at=None)),
    "inbox_created": Max("created_at"),
    "inbox_read": Max("read_at"),
}


def inbox_of(user: User) -> QuerySet[Notification]:
    """What the inbox holds, newest first."""
    return Notification.objects.filter(user=user, in_app=True)


def inbox_lines(notifications: Iterable[Notification], user: User) -> list[InboxLine]:
    """Notifications in words; as many queries for a long list as for a short one."""
    shown = list(notifications)
    return [InboxLine(*line) for line in zip(shown, registry.render_all(shown, user), strict=True)]


def inbox_state(user: User) -> InboxState:
    """One query. The version is the microsecond of the last change, so it rises without being stored."""
    return state_of(inbox_of(user).order_by().aggregate(**_STATE))


def state_of(row: Mapping[str, Any]) -> InboxState:
    """What the columns of `state_columns` say."""
    changed = max(version_at(row["inbox_created"]), version_at(row["inbox_read"]))
    return InboxState(row["inbox_unread"], changed)


def state_columns(user: User) -> dict[str, Subquery]:
    """The state of an inbox as columns of another statement."""
    inbox = inbox_of(user).order_by().values(all=Value(1))
    return {name: Subquery(inbox.annotate(column=column).values("column")) for name, column in _STATE.items()}


def version_at(moment: dt.datetime | None) -> int:
    """The version of an inbox that changed last at this moment."""
    return 0 if moment is None else int(moment.timestamp() * 1_000_000)


def choices_of(user: User) -> list[Choice]:
    """What a user wants to hear, for every kind that they may be told of: everything by both ways, but where they said
    otherwise."""
    said = {preference.kind: preference for preference in Preference.objects.filter(user=user)}
    default = Preference()
    preferences = [(kind, said.get(kind.name, default)) for kind in registry.kinds_for(user)]
    return [
        Choice(kind.name, kind.label, each.by_email, each.in_app, kind.is_only_mailed) for kind, each in preferences
    ]


def due_ids(limit: int) -> list:
    """Mails that wait for the worker or for another try, those due longest first."""
    due = Notification.objects.filter(email_state=Notification.EmailState.WANTED, email_next_at__lte=now())
    return list(due.order_by("email_next_at").values_list("pk", flat=True)[:limit])
