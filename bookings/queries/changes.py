"""What calling a booking off costs, which other times are proposed for it, and who steps in: read, never written."""

import datetime as dt
from dataclasses import dataclass

from availability.ranges import DAY, at_wall_clock
from bookings.models import Booking, Show
from bookings.tiers import days_before, fee_owed, share_of_fee
from venues.queries import night_of

MORNING = dt.time(10, 0)
"""When a night is over for good, by the clock of its place: nobody packs up any more, nobody is asleep yet."""
REPORTED_WITHIN = dt.timedelta(days=7)


def completes_at(show: Show) -> dt.datetime:
    """When a show counts as played: at ten the morning after its last night, by the clock of its place."""
    last = night_of(show.out_at - dt.timedelta(microseconds=1), show.timezone, MORNING)
    return at_wall_clock(max(show.night, last) + DAY, MORNING, show.timezone)


def reported_until(show: Show) -> dt.datetime:
    """Until when a side may report that something went wrong, from the call on."""
    return show.out_at + REPORTED_WITHIN


@dataclass(frozen=True)
class Cost:
    """What a side owes that calls off now: `percent` of the fee; no amount where no fee is certain."""

    days_before: int
    percent: int
    owed_minor: int | None
    currency: str | None


def cost_of_cancelling(booking: Booking, at: dt.datetime) -> Cost:
    """By the tiers agreed at booking, and the days left by the clock of the place. The booking comes with its show."""
    show = booking.spot.show
    days = days_before(show.night, at, show.timezone)
    percent = share_of_fee(booking.cancellation_tiers, days)
    owed = None if booking.fee_minor is None else fee_owed(booking.fee_minor, percent)
    return Cost(days, percent, owed, booking.fee_currency_id if owed is not None else None)
