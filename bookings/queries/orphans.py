"""Promises that nothing explains: what raw SQL or a restored table may leave behind.

That nothing is confirmed without its claims the database itself keeps; the other way round it cannot, for a claim is
written before what it is for.
"""

from django.db.models import Exists, OuterRef, QuerySet

from availability.models import TimeBlock
from bookings.conditions import PROMISED_BOOKING, PUBLISHED_SHOW
from bookings.models import Booking, LineupEntry, Show, ShowRoom
from bookings.states import LineupState


def orphaned_claims() -> QuerySet[TimeBlock]:
    """Claims of no published show, of no promised act and of nobody who plays in one; by calendar and time.

    Claims that run out by themselves (`expires_at`) are no show's and are left to the sweep.
    """
    claims = TimeBlock.objects.claims().filter(expires_at=None)
    shows = Show.objects.published().filter(claim=OuterRef("pk"), pk=OuterRef("occasion"))
    rooms = ShowRoom.objects.filter(PUBLISHED_SHOW.q("show"), claim=OuterRef("pk"), show=OuterRef("occasion"))
    bookings = Booking.objects.promised().filter(claim=OuterRef("pk"), spot__show=OuterRef("occasion"))
    players = LineupEntry.objects.filter(
        PROMISED_BOOKING.q("booking"),
        claim=OuterRef("pk"),
        booking__spot__show=OuterRef("occasion"),
        state=LineupState.PLAYS,
    )
    return claims.exclude(Exists(shows) | Exists(rooms) | Exists(bookings) | Exists(players)).order_by(
        "calendar", "period"
    )
