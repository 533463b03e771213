"""Threads as one of their people sees them: what is unread, who takes part, and how far each of them has read."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Party, User
from messaging.access.people import Reader, readers_of
from messaging.access.receipts import hidden_from
from messaging.models import Message, Seat, Thread
from messaging.states import About


@dataclass(frozen=True)
class Participant:
    """Somebody in a thread. `read_until` is the id of the last message that they have read: always known for the
    viewer, and between people who both share it. A side of an enquiry of which nobody is known yet stands under its own
    name."""

    party: Party
    name: str
    read_until: UUID | None


@dataclass(frozen=True)
class ThreadView:
    """A thread for one reader; `last_message_at` is None while nobody has written."""

    thread: Thread
    unread: int
    last_message_at: dt.datetime | None
    participants: tuple[Participant, ...]


def thread_view(user: User, thread: Thread) -> ThreadView:
    """`thread_views` of one."""
    return thread_views(user, [thread])[0]


def thread_views(user: User, threads: Sequence[Thread]) -> list[ThreadView]:
    """Threads for somebody who may read them, in the order given. Seven queries at most, whatever their number; the
    threads come `with_subject()`."""
    readers = readers_of(threads, viewer=user)
    seats = _seats(threads)
    people = {reader.user.pk for each in readers.values() for reader in each}
    hidden = hidden_from(user, people)
    waiting = _waiting(user, threads)
    return [
        ThreadView(
            thread=thread,
            unread=waiting.get(thread.pk, 0),
            last_message_at=thread.last_message_at if thread.last_number else None,
            participants=(
                *(
                    _participant(reader, seats.get((thread.pk, reader.user.pk)), hidden)
                    for reader in readers[thread.pk]
                ),
                *_unknown_sides(thread, readers[thread.pk]),
            ),
        )
        for thread in threads
    ]


def _seats(threads: Collection[Thread]) -> dict[tuple[UUID, UUID], Any]:
    """The seats of these threads by thread and person, each with the id of the last message read."""
    read = Message.objects.filter(thread=OuterRef("thread"), number=OuterRef("read_number"))
    seats = Seat.objects.filter(thread__in=threads).annotate(read_until=Subquery(read.values("pk")))
    return {(seat.thread_id, seat.user_id): seat for seat in seats}


def _waiting(user: User, threads: Collection[Thread]) -> dict[UUID, int]:
    """How many messages of others the user has not read, by thread; one without any is missing."""
    seat = Seat.objects.filter(thread=OuterRef("thread"), user=user)
    read = Coalesce(Subquery(seat.values("read_number")), 0)
    found = Message.objects.filter(thread__in=threads).waiting_for(user, read).order_by().values("thread")
    return dict(found.annotate(count=Count("pk")).values_list("thread", "count"))


def _participant(reader: Reader, seat: Any, hidden: Collection[UUID]) -> Participant:
    is_shown = seat is not None and reader.user.pk not in hidden
    return Participant(reader.party, reader.user.display_name, seat.read_until if is_shown else None)


def _unknown_sides(thread: Thread, readers: Collection[Reader]) -> list[Participant]:
    if thread.kind != About.ENQUIRY:
        return []
    known = {reader.party for reader in readers}
    return [Participant(side, side.name, None) for side in (thread.asker, thread.party) if side and side not in known]
