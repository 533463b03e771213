"""Reading the inbox: how many are unread, and what it tells in words."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Subquery, Value

from notifications.kinds import registry
from notifications.models import Notification
from web.texts import isolated
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

    @property
    def snippet(self) -> str:
        """The text on one line, where a name at the end of one line of it turns nothing of the next around."""
        return " ".join(map(isolated, self.text.text.splitlines())) if self.text else ""


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
