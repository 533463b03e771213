"""Which promises of time shows and bookings are the reason for."""

from django.db.models import Exists, OuterRef, Q

from bookings.conditions import PROMISED_BOOKING, PUBLISHED_SHOW
from bookings.models import Booking, LineupEntry, Show, ShowRoom
from bookings.states import LineupState


def claims_of_shows() -> Q:
    """Claims of published shows, of promised acts and of who plays in one. Registered with
    `availability.hooks.claims_explained`."""
    shows = Show.objects.published().filter(claim=OuterRef("pk"), pk=OuterRef("occasion"))
    rooms = ShowRoom.objects.filter(PUBLISHED_SHOW.q("show"), claim=OuterRef("pk"), show=OuterRef("occasion"))
    bookings = Booking.objects.promised().filter(claim=OuterRef("pk"), spot__show=OuterRef("occasion"))
    players = LineupEntry.objects.filter(
        PROMISED_BOOKING.q("booking"),
        claim=OuterRef("pk"),
        booking__spot__show=OuterRef("occasion"),
        state=LineupState.PLAYS,
    )
    return Q(Exists(shows) | Exists(rooms) | Exists(bookings) | Exists(players))
