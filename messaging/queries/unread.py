"""Who gets a mail about unread messages, and about which."""

import datetime as dt
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Greatest

from accounts.models import User
from messaging.models import Message, Seat, Thread

UNREAD_MINUTES = 10
"""So long a message waits for its reader before it is mailed."""
MAILED_DAYS = 7
"""What is older is not mailed: whoever ends the mute of a thread gets no mail about last year."""


def due_readers(at: dt.datetime, limit: int) -> list[UUID]:
    """Ids of people who have messages that have been unread for ten minutes."""
    waiting = Message.objects.filter(
        thread=OuterRef("thread"),
        number__gt=Greatest(OuterRef("read_number"), OuterRef("mailed_number")),
        sent_at__lte=at - dt.timedelta(minutes=UNREAD_MINUTES),
        deleted_at=None,
    ).exclude(author=OuterRef("user"))
    seats = unread_seats(at).filter(Exists(waiting), user__is_active=True)
    return list(seats.order_by("user").values_list("user", flat=True).distinct()[:limit])


def unread_seats(at: dt.datetime) -> QuerySet[Seat]:
    """Seats with messages that are neither read nor mailed, except muted and archived ones."""
    return Seat.objects.filter(
        is_muted=False,
        is_archived=False,
        thread__last_message_at__gt=at - dt.timedelta(days=MAILED_DAYS),
        thread__last_number__gt=Greatest(F("read_number"), F("mailed_number")),
    ).select_related("thread")


def unread_messages(user: User, seat: Seat, thread: Thread, first: int, last: int) -> QuerySet[Message]:
    """Messages by others, numbered `first` to `last`, that the user has not read."""
    numbers = (max(first, seat.read_number + 1), last)
    found = Message.objects.filter(thread=thread, number__range=numbers, deleted_at=None).exclude(author=user)
    return found.order_by("number").as_shown()
