"""The inbox by matter: a row for all notifications about one booking, hold, session or payment, newest first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Max, Q, QuerySet, TextField, Window
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, RowNumber

from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.models import Notification
from notifications.queries.inbox import InboxLine, inbox_lines, inbox_of
from web.users import User

ROWS_SHOWN = 20
LINES_SHOWN = 5
"""How many notifications about one matter a row has; the others stand on a page of their own."""
SEARCHED = 300
"""How many of the newest notifications a search for words reads: they are put into words for it."""


@dataclass(frozen=True)
class InboxWish:
    """What of the inbox is to be shown: all of it by default. Notifications match that hold every one of `words`."""

    is_unread: bool = False
    group: Group | None = None
    words: str = ""
    matter: str = ""

    @property
    def show(self) -> str:
        """What the address calls the tab."""
        return "unread" if self.is_unread else self.group or ""


@dataclass(frozen=True)
class InboxRow:
    """What the inbox says about one matter. `lines`: the newest first, up to LINES_SHOWN of `count`."""

    matter: str
    lines: Sequence[InboxLine]
    count: int
    unread: int

    @property
    def line(self) -> InboxLine:
        """The newest."""
        return self.lines[0]

    @property
    def group(self) -> Group | None:
        """What the newest is about; None where no installed app knows its kind."""
        kind = registry.find_kind(self.line.notification.kind)
        return kind.group if kind else None

    @property
    def earlier(self) -> Sequence[InboxLine]:
        return self.lines[1:]

    @property
    def before(self) -> int:
        """How many there were before the newest."""
        return self.count - 1

    @property
    def left_out(self) -> int:
        return self.count - len(self.lines)


def groups_in(user: User) -> list[Group]:
    """The groups that somebody's inbox holds something of, in their order. One query."""
    found = set(inbox_of(user).order_by().values_list("kind", flat=True).distinct())
    known = {kind.group for kind in registry.kinds() if kind.name in found}
    return [group for group in Group if group in known]


def inbox_page(user: User, wish: InboxWish, number: str | None) -> tuple[Page, list[InboxRow]]:
    """A page of the inbox, and its rows in words. A single matter has a row for each of its notifications.

    Three queries and those of `inbox_lines`, whatever is shown; a search for words takes one more, and those of
    `inbox_lines` for what it reads.
    """
    found = by_matter(_matching(user, wish), is_apart=bool(wish.matter))
    page = Paginator(_counted(found), ROWS_SHOWN).get_page(number)
    return page, _rows(found, page, user)


def row_of(user: User, notification: Notification) -> InboxRow:
    """The row of the matter that a notification of theirs is about."""
    found = by_matter(inbox_of(user))
    found = found.filter(matter__in=found.filter(pk=notification.pk).values("matter"))
    [row] = _rows(found, _counted(found), user)
    return row


def by_matter(found: QuerySet[Notification], *, is_apart: bool = False) -> QuerySet[Any]:
    """Notifications with their `matter`: the id of the booking, hold, session or payment that they are about, else
    their own. `is_apart`: each by itself."""
    ids = [] if is_apart else [KT(f"data__{name}") for name in registry.abouts()]
    own = Cast("id", TextField())
    return found.annotate(matter=Coalesce(*ids, own) if ids else own)


def _matching(user: User, wish: InboxWish) -> QuerySet[Notification]:
    found = inbox_of(user)
    if wish.is_unread:
        found = found.filter(read_at=None)
    if wish.group:
        found = found.filter(kind__in=[kind.name for kind in registry.kinds() if kind.group == wish.group])
    if wish.matter:
        found = inbox_of(user).filter(pk__in=by_matter(found).filter(matter=wish.matter).values("pk"))
    return found.filter(pk__in=_said(found, user, wish.words)) if wish.words else found


def _counted(found: QuerySet[Any]) -> QuerySet[Any]:
    """How many there are of each matter, that with the newest first."""
    matters = found.order_by().values("matter").annotate(latest=Max("created_at"), last=Max(Cast("id", TextField())))
    counted = matters.annotate(count=Count("id"), unread=Count("id", filter=Q(read_at=None)))
    return counted.order_by("-latest", "-last")


def _said(found: QuerySet[Notification], user: User, words: str) -> list:
    """The ids of those among the newest whose text has every one of these words, as their reader reads it."""
    wanted = words.casefold().split()
    return [
        line.notification.pk
        for line in inbox_lines(found[:SEARCHED], user)
        if line.text and all(word in f"{line.text.subject} {line.text.text}".casefold() for word in wanted)
    ]


def _rows(found: QuerySet[Any], counts: Iterable[Mapping[str, Any]], user: User) -> list[InboxRow]:
    """The rows of these matters, in their order. One query and those of `inbox_lines`."""
    shown = list(counts)
    place = Window(RowNumber(), partition_by=F("matter"), order_by=[F("created_at").desc(), F("id").desc()])
    within = found.filter(matter__in=[each["matter"] for each in shown]).annotate(place=place)
    newest = list(within.filter(place__lte=LINES_SHOWN))
    lines: dict[str, list[InboxLine]] = {}
    for notification, line in zip(newest, inbox_lines(newest, user), strict=True):
        lines.setdefault(notification.matter, []).append(line)
    return [
        InboxRow(each["matter"], lines[each["matter"]], each["count"], each["unread"])
        for each in shown
        if each["matter"] in lines
    ]
