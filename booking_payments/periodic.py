"""What the clock calls: payments of bookings that are overdue. Each in a transaction of its own."""

import datetime as dt

from django.utils.timezone import now

from booking_payments.actions.reminding import tell_overdue as tell_one
from booking_payments.queries.overdue import overdue_untold
from engagements.periodic import each


def tell_overdue(at: dt.datetime | None = None) -> int:
    """Tell of payments that are overdue, at most AT_ONCE_MAX; how many were looked at."""
    at = at or now()
    return each(overdue_untold(at), lambda row: tell_one(row=row, at=at))
