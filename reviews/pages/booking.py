"""The reviews of a booking, in its panel."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from accounts.models import Party, User
from bookings.models import Booking
from bookings.states import BookingState
from engagements.states import other_side
from reviews.access import party_of, reviewing_side
from reviews.conditions import open_until
from reviews.models import Review
from web.notices import Notice


@dataclass(frozen=True)
class BookingReviews:
    """What one reader sees. `side`: the party for which they may write, `other` the one it would review; None for who
    only reads. `mine`: what that side has written, revealed or not. `open_until`: None once the time is over."""

    booking: Booking
    side: Party | None
    other: Party | None
    mine: Review | None
    shown: list[Review]
    open_until: dt.datetime | None

    @property
    def last_day(self) -> dt.date | None:
        """Until when both may write, on the clock of the show."""
        return self.open_until and self.open_until.astimezone(ZoneInfo(self.booking.spot.show.timezone)).date()

    @property
    def is_to_write(self) -> bool:
        return bool(self.side and self.open_until and self.mine is None)

    @property
    def waits(self) -> bool:
        """Whether what the reader's side wrote is not revealed yet."""
        return self.mine is not None and self.mine.revealed_at is None


def reviews_in_booking(user: User, booking: Booking) -> Sequence[Notice]:
    """What both sides say of each other, once it is played. Registered with `bookings.hooks.in_booking`."""
    if booking.state != BookingState.COMPLETED:
        return ()
    found = booking_reviews(user, booking, now())
    if not (found.is_to_write or found.waits or found.shown):
        return ()
    return [Notice("after", "reviews/_booking_reviews.html", {"reviews": found})]


def booking_reviews(user: User, booking: Booking, at: dt.datetime) -> BookingReviews:
    """The reviews of a booking, as the user may see them. One query beside those of their sides."""
    side = reviewing_side(user, booking)
    mine, other = (party_of(booking, side), party_of(booking, other_side(side))) if side else (None, None)
    until = open_until(booking)
    reviews = list(Review.objects.filter(booking=booking).select_related("author", "subject").order_by("created_at"))
    return BookingReviews(
        booking=booking,
        side=mine,
        other=other,
        mine=next((review for review in reviews if review.author == mine), None),
        shown=[review for review in reviews if review.revealed_at],
        open_until=until if at < until else None,
    )
