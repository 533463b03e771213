"""Who may review what: the leaders of the two sides of a booking, each side once."""

from uuid import UUID

from django.core.exceptions import PermissionDenied

from accounts.models import Party, Viewer
from bookings.access import get_booking_for, side_of, sides_of
from bookings.models import Booking
from engagements.states import Side


def party_of(booking: Booking, side: Side) -> Party:
    """The party that stands on this side of the booking."""
    return booking.act if side == Side.ACT else booking.spot.show.owner


def reviewing_side(user: Viewer, booking: Booking) -> Side | None:
    """The side for which the user may write: one they lead. None for who leads none, or both and would praise
    themselves."""
    return None if len(sides_of(user, booking)) == 2 else side_of(user, booking)


def get_reviewable_booking_for(user: Viewer, booking_id: UUID) -> Booking:
    """A booking one side of which the user leads. Raises Http404, or PermissionDenied where they may only look."""
    booking = get_booking_for(user, booking_id)
    if reviewing_side(user, booking) is None:
        raise PermissionDenied
    return booking
