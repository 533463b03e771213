"""Today: what waits for my answer, what is next, what changed."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from bookings.models import Booking, LineupEntry, Show
from bookings.queries import bookings_of, lineup_questions, shows_of, waiting_for
from bookings.states import PUBLISHED, BookingState

WAITING_SHOWN = 8
NEXT_SHOWN = 6
CHANGED_SHOWN = 6


@dataclass(frozen=True)
class Today:
    """The home of a signed-in person."""

    waiting: list[Booking]
    asked: list[LineupEntry]
    next: list[Booking]
    hosted: list[Show]

    @property
    def count(self) -> int:
        return len(self.waiting) + len(self.asked)


def today_of(user: User) -> Today:
    """A fixed number of queries, whatever there is."""
    at = timezone.now()
    confirmed = bookings_of(user, states=[BookingState.CONFIRMED]).filter(spot__released_at__gt=at)
    hosted = shows_of(user).filter(out_at__gt=at, state__in=sorted(PUBLISHED))
    return Today(
        waiting=list(waiting_for(user)[:WAITING_SHOWN]),
        asked=list(lineup_questions(user)[:WAITING_SHOWN]),
        next=list(confirmed[:NEXT_SHOWN]),
        hosted=list(hosted[:NEXT_SHOWN]),
    )
