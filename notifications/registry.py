"""The kinds of notifications. Upper apps register theirs when they start (`AppConfig.ready`); this app knows none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from notifications.models import Notification


@dataclass(frozen=True)
class Text:
    """What one person is told, in their language: a subject line and paragraphs of plain text.

    `action` is the label of the one button; it leads to the notification's path.
    """

    subject: str
    paragraphs: tuple[str, ...] = ()
    action: str = ""


Renderer = Callable[["Notification"], Text | None]
"""Makes the text for `notification.user`, with their language and time zone active; None: they may no longer know."""


@dataclass(frozen=True)
class Kind:
    name: str
    label: str
    renderer: Renderer


_kinds: dict[str, Kind] = {}


def register(kind: str, label, renderer: Renderer) -> None:
    """Make a kind known: its name ("bookings.confirmed"), its label in the preferences (lazily translated)."""
    _kinds[kind] = Kind(kind, label, renderer)


def all_kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.name)


def get_kind(name: str) -> Kind | None:
    """The kind of this name; None for one that no app registers any more."""
    return _kinds.get(name)
