"""A person's threads, newest first, and how many wait unread."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.text import Truncator

from accounts.models import User
from messaging.access import readable_by
from messaging.models import Message, Seat, Thread
from messaging.models.messages import SEARCHED
from messaging.models.threads import ThreadQuerySet
from messaging.states import About
from messaging.words import thread_title

SHOWN = 30
EXCERPT = 140
FOLDERS = ("all", "unread", "enquiries", "archived")


@dataclass(frozen=True)
class ThreadLine:
    """A thread in the list, with its newest message or the one that was searched for, if `number` is set. `unread`
    counts what others have written since; `author` is empty for one's own words (`is_mine`); `text` is empty for a
    message of files alone and for a deleted one."""

    id: UUID
    kind: str
    title: str
    text: str
    author: str
    is_mine: bool
    is_deleted: bool
    number: int
    at: dt.datetime
    unread: int
    is_muted: bool
    is_archived: bool


def thread_lines(
    user: User, *, folder: str = "all", words: str = "", before: UUID | None = None, limit: int = SHOWN
) -> list[ThreadLine]:
    """The user's threads in a folder, or those with a message that contains these words; with `before`, those below the
    thread with this id. Three queries."""
    threads = _seen_by(user, readable_by(user))
    if words:
        threads = threads.filter(Exists(_said(words).filter(thread=OuterRef("pk"))))
    elif folder == "archived":
        threads = threads.filter(archived=True)
    else:
        threads = threads.exclude(archived=True)
    if folder == "unread":
        threads = threads.filter(waiting__gt=0)
    if folder == "enquiries":
        threads = threads.filter(kind=About.ENQUIRY)
    if before and (place := threads.filter(pk=before).values_list("last_message_at", "pk").first()):
        at, pk = place
        threads = threads.filter(Q(last_message_at__lt=at) | Q(last_message_at=at, pk__lt=pk))
    found = list(threads.with_subject().order_by("-last_message_at", "-id")[:limit])
    shown = _shown(found, words)
    return [_line(user, thread, shown.get(thread.pk), is_found=bool(words)) for thread in found]


def threads_of(user: User, *, is_unread: bool | None = None) -> ThreadQuerySet:
    """All threads with messages that the user may read; `is_unread` filters by whether something is unread."""
    threads = _seen_by(user, readable_by(user))
    if is_unread is None:
        return threads
    return threads.filter(waiting__gt=0) if is_unread else threads.filter(waiting=0)


def unread_threads(user: User) -> QuerySet[Thread]:
    """The threads with messages that the user has not read, except muted and archived ones."""
    threads = _seen_by(user, readable_by(user)).filter(waiting__gt=0)
    return threads.exclude(Q(muted=True) | Q(archived=True))


def _seen_by(user: User, threads: QuerySet[Thread]) -> Any:
    """With `read`, `muted` and `archived` of the user's seat, and `waiting`, the number of messages by others that they
    have not read. Who has no seat has read nothing."""
    seat = Seat.objects.filter(thread=OuterRef("pk"), user=user)
    waiting = Message.objects.filter(thread=OuterRef("pk")).waiting_for(user, OuterRef("read"))
    counted = waiting.order_by().values("thread").annotate(count=Count("pk"))
    return threads.filter(last_number__gt=0).annotate(
        read=Coalesce(Subquery(seat.values("read_number")), 0),
        muted=Coalesce(Subquery(seat.values("is_muted")), False),
        archived=Coalesce(Subquery(seat.values("is_archived")), False),
        waiting=Coalesce(Subquery(counted.values("count")), 0),
    )


def _said(words: str) -> QuerySet[Message]:
    """Messages with words that begin with all of these: quoted, each is one lexeme and none an operator."""
    escaped = (re.sub(r"[\\\0]", "", word).replace("'", "''") for word in words.split())
    quoted = (f"'{word}':*" for word in escaped if word)
    query = SearchQuery(" & ".join(quoted), config="simple", search_type="raw")
    return Message.objects.annotate(searched=SEARCHED).filter(searched=query)


def _shown(threads: list[Thread], words: str) -> dict[UUID, Message]:
    """The newest message of each thread, or the newest with these words."""
    messages = _said(words) if words else Message.objects.all()
    newest = messages.filter(thread__in=threads).order_by("thread", "-number").distinct("thread")
    return {message.thread_id: message for message in newest.select_related("author", "party")}


def _line(user: User, thread: Any, message: Message | None, *, is_found: bool) -> ThreadLine:
    is_mine = message is not None and message.author_id == user.pk
    return ThreadLine(
        id=thread.pk,
        kind=thread.kind,
        title=thread_title(user, thread),
        text=Truncator(message.text).chars(EXCERPT) if message else "",
        author="" if is_mine or message is None or message.author is None else message.author.display_name,
        is_mine=is_mine,
        is_deleted=message is not None and message.deleted_at is not None,
        number=message.number if message and is_found else 0,
        at=message.sent_at if message else thread.last_message_at,
        unread=thread.waiting,
        is_muted=thread.muted,
        is_archived=thread.archived,
    )
