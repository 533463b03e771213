"""Until when reviews may be written, and whether one may name its author: the only place that says so."""

import datetime as dt

from accounts.conditions import PUBLIC_PARTY
from bookings.conditions import ANNOUNCED
from bookings.models import Booking

NAMES_ITS_AUTHOR = PUBLIC_PARTY.of("author") & ANNOUNCED.of("booking__spot__show")
"""A private client stays without a name, as does the other side of a show that has never been announced."""

TIME_TO_WRITE = dt.timedelta(days=14)
"""So long after a night its two sides may review each other, and are asked to."""


def open_until(booking: Booking) -> dt.datetime:
    """When the time to write is over, and what was written is revealed. For a booking with its show."""
    return booking.spot.show.out_at + TIME_TO_WRITE
