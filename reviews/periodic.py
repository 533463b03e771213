"""What the clock calls."""

import datetime as dt

from django.utils.timezone import now

from engagements.periodic import each
from reviews.actions import reveal_reviews
from reviews.queries import occasions_to_reveal
from reviews.rules.occasions import KINDS


def reveal_due(at: dt.datetime | None = None) -> int:
    """Reveal what one side alone has written in time, at most AT_ONCE_MAX bookings and as many sessions; returns how
    many."""
    at = at or now()
    return sum(
        each(occasions_to_reveal(kind, at), lambda occasion: reveal_reviews(occasion=occasion, at=at)) for kind in KINDS
    )
