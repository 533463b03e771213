"""Changes of state: the transition table, the version and the history row belong together. All assume the locks."""

from collections.abc import Collection, Sequence

from bookings.actions.doing import Doing
from bookings.hooks import bookings_changed, money_changed
from bookings.models import Booking, Show, Spot
from bookings.states import (
    BOOKING_TRANSITIONS,
    SHOW_TRANSITIONS,
    SPOT_TRANSITIONS,
    BookingState,
    Event,
    ShowState,
    SpotState,
)
from engagements.actions.transitions import require_move
from web.announce import announce_on_commit
from web.prepared import run, save

MOVE_BOOKINGS = """
UPDATE bookings_booking booking
   SET state = %s, turn = '', decided_at = %s, version = moved.version, claim_id = moved.claim_id
  FROM unnest(%s::uuid[], %s::int[], %s::bigint[]) AS moved(id, version, claim_id)
 WHERE booking.id = moved.id
"""

COMES_TO_MONEY = (BookingState.CONFIRMED, BookingState.CANCELLED)
"""Bookings that are in one of these now owe what was agreed, or what calling off costs."""


def move_show(show: Show, to: ShowState, event: Event, doing: Doing, *, text: str = "", fields: tuple = ()) -> None:
    """Bring a show into another state; `fields` that changed with it are saved in the same statement."""
    before = ShowState(show.state)
    require_move(SHOW_TRANSITIONS, before, to)
    show.state = to
    show.version += 1
    save(show, "state", "version", *fields)
    doing.note(event, show=show, before=before, after=to, text=text)
    announce_bill(show)


def move_spot(spot: Spot, to: SpotState) -> None:
    """Open or fill a spot; one that is there already stays."""
    if spot.state == to:
        return
    require_move(SPOT_TRANSITIONS, SpotState(spot.state), to)
    spot.state = to
    save(spot, "state")


def move_booking(booking: Booking, to: BookingState, event: Event, doing: Doing, *, text: str = "") -> None:
    """`move_bookings` for one."""
    move_bookings([booking], to, event, doing, text=text)


def move_bookings(bookings: Sequence[Booking], to: BookingState, event: Event, doing: Doing, *, text: str = "") -> None:
    """Bring bookings into another state, with `claim` as it stands on the objects; nobody's turn is left."""
    with doing.noting_together():
        for booking in bookings:
            before = BookingState(booking.state)
            require_move(BOOKING_TRANSITIONS, before, to)
            booking.state = to
            booking.turn = ""
            booking.version += 1
            booking.decided_at = doing.at
            doing.note(event, show=booking.spot.show, booking=booking, before=before, after=to, text=text)
        _store(bookings, to, doing)
        _announce(bookings)
        for booking in bookings if to in COMES_TO_MONEY else ():
            money_changed(booking, doing)


def _store(bookings: Sequence[Booking], to: BookingState, doing: Doing) -> None:
    """Write what `move_bookings` changed: one statement, whatever the number."""
    columns = zip(*((booking.pk, booking.version, booking.claim_id) for booking in bookings), strict=True)
    if bookings:
        run(MOVE_BOOKINGS, [to.value, doing.at, *map(list, columns)])


def raise_version(changed: Booking | Show) -> None:
    """The booking or show looks different now, though its state is the same."""
    changed.version += 1
    save(changed, "version")
    if isinstance(changed, Booking):
        _announce([changed])


def announce_bill(show: Show) -> None:
    """Notify the host of a show and everybody on its bill of a change that all of them may know. Assumes that the
    version has risen."""
    announce_on_commit({show.topic: show.version})


def _announce(bookings: Collection[Booking]) -> None:
    """Tell those who look at these bookings, and nobody else: who drops out of a line-up shows to no stranger."""
    bookings_changed(bookings)
    announce_on_commit({booking.topic: booking.version for booking in bookings})
