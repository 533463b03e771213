"""Who reads a thread now: the rules of `messaging.access.threads`, applied from the thread's side."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from accounts.models import Membership, Party, User
from accounts.states import LEADING_ROLES, Role
from bookings.models import Booking, LineupEntry
from bookings.states import LineupState
from messaging.models import Message, Thread
from messaging.states import About


@dataclass(frozen=True)
class Reader:
    """Somebody who may read a thread now and can sign in; `party` is the one that they belong to, or play for."""

    user: User
    party: Party


def people_of(thread: Thread) -> list[User]:
    """Everybody who may read the thread now and can sign in. At most three queries."""
    return [reader.user for reader in readers_of([thread])[thread.pk]]


def parties_of(thread: Thread) -> list[UUID]:
    """In whose name people write in it: the host first, then acts by name."""
    bookings = _bookings_on([thread]) if thread.kind == About.SHOW else {}
    return list(_sides(thread, bookings.get(thread.pk, ())))


def known_in(user: User, thread: Thread) -> set[UUID] | None:
    """Ids of the people whose names the user may read as readers of the thread; None where all know each other."""
    if thread.kind != About.ENQUIRY:
        return None
    return {reader.user.pk for reader in readers_of([thread], viewer=user)[thread.pk]}


def shows_name(user: User, thread: Thread) -> bool:
    """Whether everybody in the thread may learn that this reader is there: in an enquiry once they have written."""
    return thread.kind != About.ENQUIRY or Message.objects.filter(thread=thread, author=user).exists()


def others_in(user: User, thread: Thread) -> list[str]:
    """The names of the parties whose people read the thread besides the user, each once. At most three queries."""
    readers = readers_of([thread])[thread.pk]
    return list(dict.fromkeys(each.party.name for each in readers if each.user != user))


def readers_of(threads: Collection[Thread], *, viewer: User | None = None) -> dict[UUID, list[Reader]]:
    """The people of each thread, everybody once, by the id of the thread; for a `viewer`, those of each enquiry who are
    of their own side or have written. Four queries, however many threads; one where none is about a show or an enquiry.
    Reads booking and show of the threads."""
    bookings = _bookings_on(thread for thread in threads if thread.kind == About.SHOW)
    sides = {thread.pk: _sides(thread, bookings[thread.pk]) for thread in threads}
    teams = _teams({party for each in sides.values() for party in each})
    players = _players([booking for each in bookings.values() for booking in each])
    authors = _authors([thread for thread in threads if viewer and thread.kind == About.ENQUIRY])
    return {
        thread.pk: _once_each(
            [
                *_known_to(viewer, [*_of_teams(sides[thread.pk], teams, _worker_of(thread))], authors.get(thread.pk)),
                *(Reader(each.player, booking.act) for booking in bookings[thread.pk] for each in players[booking.pk]),
            ]
        )
        for thread in threads
    }


def _of_teams(
    sides: Mapping[UUID, bool], teams: Mapping[UUID, list[Membership]], worker: tuple[UUID, UUID | None] | None
) -> Iterator[Reader]:
    for party, is_led in sides.items():
        for membership in teams[party]:
            is_worker = (membership.party_id, membership.user_id) == worker
            if not is_led or is_worker or membership.role in LEADING_ROLES:
                yield Reader(membership.user, membership.party)


def _worker_of(thread: Thread) -> tuple[UUID, UUID | None] | None:
    """The professional of a session and whoever works in it: they read it while they belong to the team, though they
    may be no leader."""
    return (thread.session.professional_id, thread.session.worker_id) if thread.session else None


def _known_to(viewer: User | None, readers: list[Reader], authors: Collection[UUID] | None) -> list[Reader]:
    """Where `authors` are given, strangers read each other's names once they write."""
    if viewer is None or authors is None:
        return readers
    own = {reader.party for reader in readers if reader.user == viewer}
    return [reader for reader in readers if reader.party in own or reader.user.pk in authors]


def _authors(threads: Collection[Thread]) -> dict[UUID, set[UUID]]:
    """Who has written in each of these threads."""
    found: dict[UUID, set[UUID]] = {thread.pk: set() for thread in threads}
    if found:
        written = Message.objects.filter(thread__in=found).exclude(author=None)
        for thread, author in written.order_by().values_list("thread", "author").distinct():
            found[thread].add(author)
    return found


def _once_each(readers: Iterable[Reader]) -> list[Reader]:
    """Drop repetitions; each person stays where they come first."""
    found: dict[UUID, Reader] = {}
    for reader in readers:
        found.setdefault(reader.user.pk, reader)
    return list(found.values())


def _bookings_on(threads: Iterable[Thread]) -> dict[UUID, list[Booking]]:
    """The bookings on the shows of these threads, whose ids are those of the shows."""
    found: dict[UUID, list[Booking]] = defaultdict(list)
    if shows := [thread.pk for thread in threads]:
        booked = Booking.objects.promised().filter(spot__show__in=shows).select_related("act", "spot")
        for booking in booked.order_by("act__name", "pk"):
            found[booking.spot.show_id].append(booking)
    return found


def _sides(thread: Thread, bookings: Collection[Booking]) -> dict[UUID, bool]:
    """The parties of a thread, and whether only their leaders read it."""
    if thread.booking:
        return {thread.booking.spot.show.owner_id: True, thread.booking.act_id: True}
    if thread.session:
        return {thread.session.client_id: True, thread.session.professional_id: True}
    if thread.show:
        return {thread.show.owner_id: True} | {booking.act_id: False for booking in bookings}
    is_led = thread.kind != About.BAND
    return {pk: is_led for pk in (thread.asker_id, thread.party_id) if pk}


def _teams(parties: Collection[UUID]) -> dict[UUID, list[Membership]]:
    """The members of these parties, without deps: those read the threads of shows that they play."""
    found: dict[UUID, list[Membership]] = defaultdict(list)
    current = Membership.objects.current().filter(party__in=parties, user__is_active=True).exclude(role=Role.DEP)
    for membership in current.select_related("user", "party").order_by("pk"):
        found[membership.party_id].append(membership)
    return found


def _players(bookings: Collection[Booking]) -> dict[UUID, list[LineupEntry]]:
    found: dict[UUID, list[LineupEntry]] = defaultdict(list)
    if bookings:
        plays = LineupEntry.objects.filter(booking__in=bookings, state=LineupState.PLAYS, user__is_active=True)
        for entry in plays.select_related("user").order_by("pk"):
            found[entry.booking_id].append(entry)
    return found
