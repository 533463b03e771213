"""People who lose the right to read a thread lose it at once: downloads and streams end, and open pages reload. All of
it waits for the commit; mailboxes have a transaction of their own, since they are locked after all other rows."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Membership, Party, User
from bookings.models import Booking, LineupEntry, Show
from media.files.grants import cut_off, right_of
from messaging.access import people_of
from messaging.actions.mailboxes import tell_mailboxes
from messaging.models import Seat, Thread
from messaging.states import About
from web.announce import end_streams


def end_reading_of_shows(bookings: Collection[Booking]) -> None:
    """An act is not booked any more, or somebody does not play. Registered with `bookings.hooks.bookings_changed`.

    Everybody who listens to these bookings shows again that they may, and so do all of an act that may have lost its
    show: a stream exists also where no message does."""
    shows, changed = {booking.spot.show_id for booking in bookings}, {booking.pk for booking in bookings}
    end_streams(booking.topic for booking in bookings)
    transaction.on_commit(lambda: _end_reading(shows, changed), robust=True)


@transaction.atomic
def _end_reading(shows: Collection[UUID], changed: Collection[UUID]) -> None:
    """`changed` are the bookings of these shows that changed."""
    threads = {thread.pk: thread for thread in Thread.objects.filter(show__in=shows).with_subject()}
    for show in Show.objects.filter(pk__in=shows):
        present = {person.pk for person in people_of(Thread(id=show.pk, kind=About.SHOW, show=show))}
        bookings = Booking.objects.filter(spot__show=show)
        end_streams(str(person) for person in _concerned(bookings.filter(pk__in=changed)) - present)
        if thread := threads.get(show.pk):
            seated = set(Seat.objects.filter(thread=thread).values_list("user", flat=True))
            cut_off(right_of(person, thread.pk) for person in (seated | _concerned(bookings)) - present)
            _wake(seated - present)


def _concerned(bookings: QuerySet[Booking]) -> set[UUID]:
    """Everybody who may have read the thread of a show as part of an act of these bookings, including those who joined
    after its last message."""
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
