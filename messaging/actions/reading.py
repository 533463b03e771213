"""What somebody has read, and how they want to hear of a thread."""

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from messaging.access import people_of, shows_name
from messaging.actions.mailboxes import tell_mailboxes
from messaging.actions.pace import require_calm
from messaging.models import Mailbox, Seat, Thread
from messaging.queries import mailbox_of


def mark_read(*, acting_user: User, thread: Thread, until: int) -> None:
    """The user has read the thread up to this number; never less than before. The thread came through `access`. Raises
    TooManyChanges."""
    require_calm(acting_user)
    _mark_read(acting_user, thread, until)


@transaction.atomic
def _mark_read(acting_user: User, thread: Thread, until: int) -> None:
    seat = _seat(acting_user, thread)
    until = min(until, thread.last_number)
    if until <= seat.read_number:
        return
    seat.read_number, seat.read_at = until, now()
    seat.save(update_fields=["read_number", "read_at"])
    tell_mailboxes(people_of(thread) if _is_seen_reading(acting_user, thread) else [acting_user])


def _is_seen_reading(user: User, thread: Thread) -> bool:
    """Whether others may know: a page of theirs that is told to ask again learns when the user reads."""
    return mailbox_of(user).shows_reading and shows_name(user, thread)


def mute_thread(*, acting_user: User, thread: Thread, is_muted: bool) -> None:
    """Nothing is mailed of a muted thread, and it counts nowhere. The thread came through `access`. Raises
    TooManyChanges."""
    require_calm(acting_user)
    _change(acting_user, thread, is_muted=is_muted)


def archive_thread(*, acting_user: User, thread: Thread, is_archived: bool) -> None:
    """Put the thread away until somebody writes in it again. The thread came through `access`. Raises
    TooManyChanges."""
    require_calm(acting_user)
    _change(acting_user, thread, is_archived=is_archived)


@transaction.atomic
def _change(user: User, thread: Thread, **flags: bool) -> None:
    seat = _seat(user, thread)
    for name, is_set in flags.items():
        setattr(seat, name, is_set)
    seat.save(update_fields=list(flags))
    tell_mailboxes([user])


def _seat(user: User, thread: Thread) -> Seat:
    """Made where there is none, and locked."""
    Seat.objects.bulk_create([Seat(thread=thread, user=user)], ignore_conflicts=True)
    return Seat.objects.select_for_update(no_key=True).get(thread=thread, user=user)


def show_reading(*, acting_user: User, is_shown: bool) -> None:
    """Whether others see how far the user has read. Raises TooManyChanges."""
    require_calm(acting_user)
    Mailbox.objects.update_or_create(user=acting_user, defaults={"shows_reading": is_shown})
