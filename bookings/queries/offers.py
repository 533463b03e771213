"""The offers of a booking."""

from bookings.models import Booking, Offer


def standing_offer(booking: Booking) -> Offer | None:
    """The counter-offer that counts; None, without a query, while the terms are those that the booking began with."""
    return None if booking.offer_number == 1 else booking.offers.get(number=booking.offer_number)
