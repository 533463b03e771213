"""Locks in the one global order: the show, its bookings, then every calendar concerned, each by id.

Every action on a show or its bookings locks the show first, so that two of them never wait for one another: accepting
two bookings of one spot, each declining the other, deadlocks otherwise (tried), and the check at commit, which locks
the show too, finds it locked by its own transaction.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from bookings.models import Booking, BookingQuerySet, LineupEntry, Show
from bookings.states import BookingState
from web.prepared import Parameter, PreparedQuery

LOCK_SHOW = PreparedQuery(
    lambda: Show.objects.with_place().select_for_update(no_key=True, of=("self",)).filter(pk=Parameter("show"))
)
LOCK_RIVALS = PreparedQuery(
    lambda: (
        _locked_bookings()
        .filter(Q(state=BookingState.PENDING) | Q(pk=Parameter("booking")), spot=Parameter("spot"))
        .order_by("id")
    )
)


def lock_show(show_id: UUID) -> Show:
    """The show as it is now, with its place, locked for this transaction."""
    for show in LOCK_SHOW.all(show=show_id):
        return show
    raise Show.DoesNotExist


def lock_bookings(show: Show, **filters) -> list[Booking]:
    """The bookings of a locked show that match, locked in the order of their ids, each on that very show object."""
    return _on(show, _locked_bookings().filter(spot__show=show, **filters).order_by("id"))


def _locked_bookings() -> BookingQuerySet:
    return Booking.objects.select_for_update(no_key=True, of=("self",)).select_related("act", "spot", "claim")


def _on(show: Show, bookings: Iterable[Booking]) -> list[Booking]:
    bookings = list(bookings)
    for booking in bookings:
        booking.spot.show = show
    return bookings


def lock_all_bookings(ids: Iterable[UUID]) -> dict[UUID, Booking]:
    """Bookings of many shows as they are now, by id, each on its show: first all the shows, then all of them."""
    ids = set(ids)
    shows = Show.objects.with_place().filter(pk__in=Booking.objects.filter(pk__in=ids).values("spot__show"))
    locked = {show.pk: show for show in shows.select_for_update(no_key=True, of=("self",)).order_by("pk")}
    found = {booking.pk: booking for booking in _locked_bookings().filter(pk__in=ids).order_by("pk")}
    for booking in found.values():
        booking.spot.show = locked[booking.spot.show_id]
    return found


def lock_booking(booking: Booking) -> Booking:
    """One booking as it is now, its show locked before it."""
    show = lock_show(booking.spot.show_id)
    (locked,) = lock_bookings(show, pk=booking.pk)
    return locked


def lock_rivals(booking: Booking) -> tuple[Booking, list[Booking]]:
    """A booking and the others that wait for its spot, as they are now: the show first, then all of them by id."""
    show = lock_show(booking.spot.show_id)
    locked = _on(show, LOCK_RIVALS.all(spot=booking.spot_id, booking=booking.pk))
    (mine,) = [each for each in locked if each.pk == booking.pk]
    return mine, [each for each in locked if each is not mine]


def host_calendars(show: Show) -> set[int]:
    """The calendars that tell of a show: its owner's, its stage's, and that of the venue."""
    ids = {show.owner.calendar_id}
    if show.stage:
        ids |= {show.stage.calendar_id, show.stage.venue.party.calendar_id}
    return ids


def concerned_calendars(show: Show, bookings: Iterable[Booking], entries: Iterable[LineupEntry] = ()) -> set[int]:
    """All calendars that a change of these bookings may touch."""
    ids = host_calendars(show) | {booking.act.calendar_id for booking in bookings}
    return ids | {entry.player.calendar_id for entry in entries if entry.user_id}
