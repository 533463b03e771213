"""What the clock calls."""

import datetime as dt

from django.utils.timezone import now

from engagements.periodic import each
from reviews.actions import reveal_reviews
from reviews.queries import bookings_to_reveal


def reveal_due(at: dt.datetime | None = None) -> int:
    """Reveal what one side alone has written in time, at most AT_ONCE_MAX bookings; returns how many."""
    at = at or now()
    return each(bookings_to_reveal(at), lambda booking: reveal_reviews(booking=booking, at=at))
