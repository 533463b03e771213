"""Mailing people what they have not read."""

import uuid
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from messaging.access import readable_by
from messaging.emails import UNREAD
from messaging.models import Mailbox, Seat
from messaging.queries.unread import unread_seats
from notifications.actions import notify


@transaction.atomic
def mail_unread(*, user_id: UUID) -> bool:
    """Put one mail about everything that this person has not read into the outbox. Returns False if there is nothing,
    or if another worker is doing it. The mailbox is the lock, since one person gets one mail. It never waits for a
    seat: one that is locked by a reader or writer is left for the next time."""
    lock = Mailbox.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    mailbox = lock.filter(user=user_id).select_related("user").first()
    if mailbox is None or not mailbox.user.is_active:
        return False
    seats = list(
        unread_seats(now()).filter(user=user_id).select_for_update(of=("self",), skip_locked=True, no_key=True)
    )
    threads = _mailed(seats, set(readable_by(mailbox.user).filter(seats__in=seats).values_list("pk", flat=True)))
    Seat.objects.bulk_update(seats, ["mailed_number", "reply_token"])
    if threads:
        notify(users=[mailbox.user], kind=UNREAD, data={"threads": threads})
    return bool(threads)


def _mailed(seats: list[Seat], readable: set[UUID]) -> dict[str, list[int]]:
    """The numbers of the first and the last message to be mailed, by thread. Notes on the seats that they are
    mailed."""
    threads = {}
    for seat in seats:
        first, last = max(seat.read_number, seat.mailed_number) + 1, seat.thread.last_number
        seat.mailed_number = last
        if seat.thread_id in readable:
            threads[str(seat.thread_id)] = [first, last]
            if settings.INBOUND_DOMAIN:
                seat.reply_token = seat.reply_token or uuid.uuid4()
    return threads
