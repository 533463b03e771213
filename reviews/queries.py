"""What is said about a party."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Membership, Party, User
from accounts.states import LEADING_ROLES
from bookings.models import Booking
from bookings.states import BookingState
from reviews.conditions import NAMES_ITS_AUTHOR, TIME_TO_WRITE
from reviews.models import Review
from web.dates import say_day

SHOWN = 10


@dataclass(frozen=True)
class Said:
    """A review as everybody reads it; `night` is said in words, `reply` is what the side reviewed answers."""

    author_name: str
    rating: int
    text: str
    night: str
    reply: str = ""

    @property
    def stars(self) -> str:
        """Five stars, as many of them full as the rating says; the number is said beside them."""
        return "★" * self.rating + "☆" * (5 - self.rating)


def reviews_due(user: User, at: dt.datetime) -> QuerySet[Booking]:
    """The bookings played within the `TIME_TO_WRITE` of which a party that the user leads has written no review, by
    start. Whoever leads both sides reviews neither."""
    led = Membership.objects.current().filter(user=user, role__in=LEADING_ROLES).values("party")
    is_act, is_host = Q(act__in=led), Q(spot__show__owner__in=led)
    written = Review.objects.filter(booking=OuterRef("pk"))
    by_act, by_host = written.filter(author=OuterRef("act")), written.filter(author=OuterRef("spot__show__owner"))
    due = (is_act & ~is_host & ~Exists(by_act)) | (is_host & ~is_act & ~Exists(by_host))
    played = Booking.objects.filter(state=BookingState.COMPLETED, spot__show__out_at__gt=at - TIME_TO_WRITE)
    return played.filter(due).with_show().order_by("spot__starts_at", "id")


def bookings_to_reveal(at: dt.datetime) -> QuerySet[Booking]:
    """Those of which one side alone has written, and whose time to write is over."""
    hidden = Review.objects.hidden().filter(booking=OuterRef("pk"))
    over = Booking.objects.filter(
        Exists(hidden), state=BookingState.COMPLETED, spot__show__out_at__lte=at - TIME_TO_WRITE
    )
    return over.with_show().select_related("act").order_by("pk")


def revealed_of(bookings: Sequence[Booking]) -> dict[UUID, list[Review]]:
    """What both sides said, where everybody may read it, by booking. One query, none where nothing was
    played."""
    found: dict[UUID, list[Review]] = {booking.pk: [] for booking in bookings}
    played = [booking.pk for booking in bookings if booking.state == BookingState.COMPLETED]
    if not played:
        return found
    for review in Review.objects.revealed().filter(booking__in=played).select_related("author", "subject"):
        found[review.booking_id].append(review)
    return found


def reviews_of(party: Party, limit: int = SHOWN) -> list[Said]:
    """The newest reviews of a party; a private client stays without a name, as does the other side of a show that has
    never been announced. One query."""
    shown = party.reviews.revealed().select_related("author", "booking__spot__show")
    reviews = shown.order_by("-revealed_at", "-id")[:limit]
    return [_said(review) for review in reviews]


def _said(review: Review) -> Said:
    show = review.booking.spot.show
    name = review.author.name if NAMES_ITS_AUTHOR.holds_for(review) else _("A client")
    return Said(name, review.rating, review.text, say_day(show.night), review.reply)
