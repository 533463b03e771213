"""People who lose the right to read a thread lose it at once: downloads end, and open pages reload. Both wait for the
commit and have a transaction of their own, since mailboxes are locked after all other rows."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from accounts.models import Membership, Party, User
from bookings.models import Booking, LineupEntry
from media.files.grants import cut_off, right_of
from messaging.access import people_of
from messaging.actions.mailboxes import tell_mailboxes
from messaging.models import Seat, Thread


def end_reading_of_shows(bookings: Collection[Booking]) -> None:
    """An act is not booked any more, or somebody does not play. Registered with `bookings.hooks.bookings_changed`."""
    shows = {booking.spot.show_id for booking in bookings}
    transaction.on_commit(lambda: _end_reading(shows), robust=True)


@transaction.atomic
def _end_reading(shows: Collection[UUID]) -> None:
    for thread in Thread.objects.filter(show__in=shows).with_subject():
        seated = set(Seat.objects.filter(thread=thread).values_list("user", flat=True))
        present = {person.pk for person in people_of(thread)}
        gone = (seated | _concerned(thread)) - present
        cut_off(right_of(person, thread.pk) for person in gone)
        _wake(seated - present)


def _concerned(thread: Thread) -> set[UUID]:
    """Everybody who may have read the thread of a show as part of an act, including those who joined after its last
    message."""
    bookings = Booking.objects.filter(spot__show=thread.show_id)
    acts = Membership.objects.filter(party__in=bookings.values("act")).values_list("user", flat=True)
    players = LineupEntry.objects.filter(booking__in=bookings, user__isnull=False).values_list("user", flat=True)
    return {pk for pk in (*acts, *players) if pk}


def wake_team(party: Party) -> None:
    """A role has ended: open pages of everybody who has ever had one in the party check again what they may show.
    Registered with `accounts.hooks.rights_changed`; grants end with the role."""
    transaction.on_commit(lambda: _wake_team(party), robust=True)


@transaction.atomic
def _wake_team(party: Party) -> None:
    _wake(Membership.objects.filter(party=party).values_list("user", flat=True))


def _wake(people: Collection[UUID]) -> None:
    """Raise the mailboxes of these people, as far as they have one."""
    tell_mailboxes(User.objects.filter(mailbox__user__in=people))
