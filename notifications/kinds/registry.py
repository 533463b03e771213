"""The kinds of notifications. The app whose news a kind is registers how it reads, when it starts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from notifications.kinds.groups import Group
from web.texts import without_links
from web.users import User

if TYPE_CHECKING:
    from notifications.models import Notification


@dataclass(frozen=True)
class Entry:
    """What somebody wrote: `heading` says who and when."""

    heading: str
    text: str


@dataclass(frozen=True)
class Section:
    """A part of a mail that has a page of its own. `more` says what is left out, `reply_address` takes
    answers."""

    title: str
    path: str
    entries: tuple[Entry, ...]
    more: str = ""
    reply_address: str = ""


@dataclass(frozen=True)
class Text:
    """A notification in words, in the active language: `subject` is one line, `text` one or more paragraphs of plain
    text, `action` the label of the button that leads to the notification's path.

    `mail_path` leads elsewhere from a mail: an address signed for its reader, who need not sign in. It is made when the
    mail is, and stored nowhere. `sections` stand below the text; `reply_to` is where answers to the mail go. What
    `is_over` stays in the inbox, but is not mailed any more."""

    subject: str
    text: str = ""
    action: str = ""
    mail_path: str = ""
    sections: tuple[Section, ...] = ()
    reply_to: str = ""
    is_over: bool = False

    def without_links(self) -> "Text":
        """The same without anything that a mail program would make a link of: what strangers write leads nowhere."""
        return replace(self, subject=without_links(self.subject), text=without_links(self.text))


@dataclass(frozen=True)
class CalendarPart:
    """An iTIP message (RFC 5546) that goes along with a mail, and its METHOD."""

    method: str
    text: str


CalendarTeller = Callable[["Notification", Any], CalendarPart | None]
Renderer = Callable[["Notification", Any], Text | None]
ListRenderer = Callable[[Sequence["Notification"], Any], list[Text | None]]


@dataclass(frozen=True)
class Kind:
    """`label` names the kind on the preferences page; `renderer` returns, for each notification of a list, None where
    the user may no longer know. `calendar`, where there is one, makes what a mail brings for the reader's calendar.
    What is only mailed never stands in the inbox: it has a page of its own. Only staff are told of the group STAFF, so
    nobody else is asked about it. `is_always_told`: nobody can end it, since it warns of what an intruder might have
    done. `about` names the id in their data by which the inbox puts notifications together: those of one booking."""

    name: str
    label: str | Promise
    renderer: ListRenderer
    group: Group
    about: str = ""
    calendar: CalendarTeller | None = None
    is_only_mailed: bool = False
    is_always_told: bool = False


@dataclass(frozen=True)
class Settling:
    """Kinds that tell how one thing stands now; `by` is the name of its id in their data."""

    kinds: frozenset[str]
    by: str


_kinds: dict[str, Kind] = {}
_settling: dict[str, Settling] = {}


def register(
    name: str, label: str | Promise, renderer: Renderer, *, group: Group, about: str = "", is_only_mailed: bool = False
) -> None:
    """Make a kind known whose renderer asks the database nothing, or little: it is called for each notification.

    `renderer(notification, user)` runs at delivery and in the inbox, in the user's language and time zone; it checks
    access again and returns a Text, or None when the user may no longer know.
    """

    def render_each(notifications: Sequence["Notification"], user: object) -> list[Text | None]:
        return [renderer(notification, user) for notification in notifications]

    register_all({name: label}, render_each, group=group, about=about, is_only_mailed=is_only_mailed)


def register_all(
    labels: Mapping[str, str | Promise],
    renderer: ListRenderer,
    *,
    group: Group,
    about: str = "",
    calendar: CalendarTeller | None = None,
    is_only_mailed: bool = False,
    is_always_told: bool = False,
) -> None:
    """Make kinds known, names to labels, that one renderer puts into words for a whole list at once.

    `renderer(notifications, user)` gets all of these kinds in a list, reads what it needs for all of them together and
    returns a Text or None for each, in their order. `calendar(notification, user)` is called for a mail alone.
    """
    for name, label in labels.items():
        _kinds[name] = Kind(name, label, renderer, group, about, calendar, is_only_mailed, is_always_told)


def settle(*names: str, by: str) -> None:
    """These kinds tell how the thing with the id `data[by]` stands now. Of changes that follow each other within an
    hour the first is mailed at once, and how it stands then when the hour is over."""
    for name in names:
        _settling[name] = Settling(frozenset(names), by)


def find_settling(name: str) -> Settling | None:
    """What kind settles together with which others; None for news that is each mailed on its own."""
    return _settling.get(name)


def kinds() -> list[Kind]:
    """Every kind, in the order of registration."""
    return list(_kinds.values())


def kinds_for(user: User) -> list[Kind]:
    """The kinds about which somebody may choose, in the order of registration."""
    return [kind for kind in kinds() if not kind.is_always_told and (user.is_staff or kind.group != Group.STAFF)]


def abouts() -> list[str]:
    """The names of ids in data by which the inbox puts notifications together."""
    return sorted({kind.about for kind in kinds()} - {""})


def find_kind(name: str) -> Kind | None:
    """The kind of this name; None when no installed app has registered it."""
    return _kinds.get(name)


def render(notification: "Notification", user: object) -> Text | None:
    """The notification in words for this user; None when they may no longer know or its app is gone."""
    [text] = render_all([notification], user)
    return text


def render_all(notifications: Sequence["Notification"], user: object) -> list[Text | None]:
    """`render` for a list, in its order: one call of each renderer concerned, whatever the number of notifications."""
    by_renderer: dict[ListRenderer, list[Notification]] = {}
    for notification in notifications:
        if kind := find_kind(notification.kind):
            by_renderer.setdefault(kind.renderer, []).append(notification)
    texts = {
        notification.pk: text
        for renderer, group in by_renderer.items()
        for notification, text in zip(group, renderer(group, user), strict=True)
    }
    return [texts.get(notification.pk) for notification in notifications]
