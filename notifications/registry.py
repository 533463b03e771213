"""The kinds of notifications. The app whose news a kind is registers how it reads, when it starts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from notifications.models import Notification


@dataclass(frozen=True)
class Text:
    """A notification in words, in the active language: `subject` is one line, `text` one or more paragraphs of plain
    text, `action` the label of the button that leads to the notification's path."""

    subject: str
    text: str = ""
    action: str = ""


Renderer = Callable[["Notification", Any], Text | None]


@dataclass(frozen=True)
class Kind:
    """`label` names the kind on the preferences page; `renderer` returns None where the user may no longer know."""

    name: str
    label: str | Promise
    renderer: Renderer


_kinds: dict[str, Kind] = {}


def register(name: str, label: str | Promise, renderer: Renderer) -> None:
    """Make a kind known. `renderer(notification, user)` runs at delivery and in the inbox, in the user's language and
    time zone; it checks access again and returns a Text, or None when the user may no longer know."""
    _kinds[name] = Kind(name, label, renderer)


def kinds() -> list[Kind]:
    """Every kind, in the order of registration."""
    return list(_kinds.values())


def find_kind(name: str) -> Kind | None:
    """The kind of this name; None when no installed app has registered it."""
    return _kinds.get(name)


def render(notification: "Notification", user: object) -> Text | None:
    """The notification in words for this user; None when they may no longer know or its app is gone."""
    kind = find_kind(notification.kind)
    return kind.renderer(notification, user) if kind else None
