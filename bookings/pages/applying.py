"""What an act already waits for where it would apply."""

from dataclasses import dataclass
from uuid import UUID

from accounts.models import Party, User
from bookings.access.booking_views import booking_view
from bookings.models import Booking, Spot
from bookings.pages.panels import headline_of
from bookings.words.next_steps import whats_next


@dataclass(frozen=True)
class WaitingBooking:
    """The booking of an act that waits in a spot: for whom and until when, in words. `is_my_turn`: for the act's own
    answer."""

    id: UUID
    headline: str
    next: str
    is_my_turn: bool


def waiting_in(user: User, act: Party, spot: Spot) -> WaitingBooking | None:
    """What waits in the spot already, for a leader of the act; the spot takes no second application of it. One query
    where nothing waits."""
    booking = Booking.objects.pending().with_show().filter(spot=spot, act=act).first()
    if booking is None:
        return None
    view = booking_view(user, booking)
    return WaitingBooking(view.id, headline_of(view), whats_next(view), "decline" in view.allowed)
