"""The coming gigs of a person: what a band loses when they leave."""

import datetime as dt
from collections.abc import Collection

from accounts.models import Party, User
from bookings.models import LineupEntry
from bookings.states import LIVE, LineupState


def gigs_of(user: User, acts: Collection[Party], at: dt.datetime) -> list[LineupEntry]:
    """The user's entries, declined ones too, in bookings of these acts that something is still to come of; by call.

    Each with its booking, show and place. One query.
    """
    entries = LineupEntry.objects.filter(
        user=user, booking__act__in=acts, booking__state__in=sorted(LIVE), booking__spot__show__out_at__gt=at
    ).select_related(
        "claim", "booking__act", "booking__spot__show__owner", "booking__spot__show__city__country",
        "booking__spot__show__stage__venue__party",
    )  # fmt: skip
    return list(entries.order_by("booking__spot__call_at", "id"))


def gigs_lost_by(user: User, acts: Collection[Party], at: dt.datetime) -> list[LineupEntry]:
    """Those of `gigs_of` that count on the user: they play, or have not answered yet. One query."""
    return [entry for entry in gigs_of(user, acts, at) if entry.state != LineupState.DECLINED]
