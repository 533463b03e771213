"""Who does it, by which way, when; and the rows that tell of it afterwards."""

import datetime as dt
from dataclasses import dataclass

from django.utils.timezone import now

from accounts.models import User
from bookings.models import Booking, HistoryEntry, Show
from bookings.states import Channel, Event


@dataclass(frozen=True)
class Doing:
    """One person's (or the clock's: no user) doing of one action."""

    user: User | None
    channel: Channel
    at: dt.datetime

    @classmethod
    def begin(cls, user: User | None, channel: Channel, at: dt.datetime | None = None) -> "Doing":
        """`at` is the clock: now, unless the demo or a test passes another."""
        return cls(user, channel, at or now())

    def note(
        self,
        event: Event,
        *,
        show: Show,
        booking: Booking | None = None,
        before: str = "",
        after: str = "",
        text: str = "",
    ) -> HistoryEntry:
        """Append to the history of a show, or of a booking on it."""
        return HistoryEntry.objects.create(
            show=show,
            booking=booking,
            at=self.at,
            actor=self.user,
            channel=self.channel,
            event=event,
            before=before,
            after=after,
            text=text,
        )
