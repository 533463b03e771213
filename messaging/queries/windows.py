"""A part of a thread, as one reader sees it: however long the thread is, a page reads no more than it shows."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.timezone import now

from accounts.models import User
from messaging.models import Message, Seat, Thread
from messaging.states import EDIT_MINUTES

BEFORE, AFTER = 30, 60
"""So many messages a page shows before the first unread one, and from it on."""


@dataclass(frozen=True)
class Line:
    """A message for one reader. `readers` are the names of those who have read it, for its author alone."""

    message: Message
    is_mine: bool
    is_new: bool
    may_edit: bool
    readers: tuple[str, ...]

    @property
    def id(self) -> UUID:
        return self.message.pk


@dataclass(frozen=True)
class Window:
    """The messages numbered `first` to `last`. `earlier` and `later` are where to go on, 0 where there is nothing."""

    lines: tuple[Line, ...]
    first: int
    last: int
    earlier: int
    later: int
    unread_from: int

    @property
    def new_from(self) -> int:
        """The number of the first unread message that another person wrote, 0 if there is none here."""
        return next((line.message.number for line in self.lines if line.is_new), 0)

    @property
    def seen(self) -> int:
        """Up to which number whoever sees this part has read; 0 where unread messages come before it."""
        return 0 if 0 < self.unread_from < self.first else self.last


def window_of(
    user: User, thread: Thread, *, around: int | None = None, first: int | None = None,
    read: int = 0, receipts: Collection[Seat] = (),
) -> Window:  # fmt: skip
    """The part of a thread around the first message that the user has not `read`, around another number, or from
    `first` on to the end. `receipts` are the seats of those who are named as its readers. Three queries."""
    unread_from = read + 1 if read < thread.last_number else 0
    at = around or unread_from or thread.last_number
    start = max(1, first if first is not None else at - BEFORE)
    end = min(thread.last_number, start + BEFORE + AFTER - 1 if first is None else first + 10 * AFTER)
    messages = Message.objects.filter(thread=thread, number__range=(start, end)).order_by("number")
    messages = messages.as_shown().select_related("reply_to__author")
    return Window(
        lines=tuple(_line(user, message, receipts, unread_from) for message in messages),
        first=start,
        last=end,
        earlier=max(1, start - BEFORE) if start > 1 else 0,
        later=end + 1 if end < thread.last_number else 0,
        unread_from=unread_from,
    )


def _line(user: User, message: Message, receipts: Collection[Seat], unread_from: int) -> Line:
    is_mine = message.author_id == user.pk
    is_young = now() <= message.sent_at + dt.timedelta(minutes=EDIT_MINUTES)
    return Line(
        message=message,
        is_mine=is_mine,
        is_new=bool(unread_from) and message.number >= unread_from and not is_mine,
        may_edit=is_mine and is_young and not message.deleted_at,
        readers=_readers(message, receipts) if is_mine else (),
    )


def _readers(message: Message, receipts: Collection[Seat]) -> tuple[str, ...]:
    return tuple(sorted(seat.user.display_name for seat in receipts if seat.read_number >= message.number))
