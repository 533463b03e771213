"""Where apps above venues take part when a venue gets another clock: see `web.hooks`."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy

from accounts.models import User
from venues.models import Venue
from venues.states import Existing
from web.hooks import Hook

CLOCK_JUMPS = gettext_lazy(
    "%(show)s can’t keep its times: the clocks change in the middle of it. Change its times first."
)


@dataclass(frozen=True)
class ClockChange:
    """The clock that a venue gets, and what its leader chose for what exists. `former`: its time zone until now."""

    acting_user: User
    at: dt.datetime
    former: str
    timezone: str
    day_starts_at: dt.time
    existing: Existing

    def moved(self, moment: dt.datetime, timezone: str) -> dt.datetime:
        """A moment that reads on the new clock what it read on the clock of `timezone`."""
        local = moment.astimezone(ZoneInfo(timezone)).replace(tzinfo=None, fold=0)
        return local.replace(tzinfo=ZoneInfo(self.timezone)).astimezone(dt.UTC)


class OnTheClock(NamedTuple):
    """Something that stands on a venue's clock, as its leaders read it. `is_agreed`: with others, who were told its
    times; it does not move without them."""

    kind: str
    name: str
    night: dt.date
    starts_at: dt.datetime | None
    timezone: str
    path: str
    is_agreed: bool = False
    stage_id: UUID | None = None


class Follower(Protocol):
    """What stands on a venue's clock, read once, and following it when it changes."""

    @property
    def lines(self) -> Sequence[OnTheClock]:
        """What there is, for the page."""

    def lock(self) -> set[int]:
        """Lock one's own rows in the order of locks; returns the calendars to lock, together with all others."""

    def follow(self, change: ClockChange) -> None:
        """Assumes the calendars locked. Raises ValidationError at `existing` where it cannot be as chosen."""


on_the_clock: Hook[[Venue], Follower] = Hook("what stands on a venue's clock")
"""Called for the page without locks, and in the transaction of the change with the venue's party locked."""
