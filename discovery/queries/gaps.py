"""Booked gigs that somebody has dropped out of, while nobody plays in their place."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Membership, User
from bookings.models import Booking, LineupEntry
from bookings.states import LineupState


@dataclass(frozen=True)
class Gap:
    """A gig that lacks players, and who has been asked to stand in for one of them."""

    booking: Booking
    missing: tuple[LineupEntry, ...]
    asked: tuple[LineupEntry, ...]


def gaps_of(user: User, at: dt.datetime) -> list[Gap]:
    """The gigs still to come of acts that the user leads in which somebody is missing, the soonest first. Two queries,
    one where nobody is."""
    led = Membership.objects.parties_led_by(user)
    missing = LineupEntry.objects.missing().filter(booking__act__in=led, booking__spot__released_at__gt=at)
    missing = missing.select_related(
        "user", "booking__act", "booking__spot__show__owner", "booking__spot__show__stage__venue__party",
    )  # fmt: skip
    by_booking = _by_booking(missing.order_by("booking__spot__call_at", "id"))
    asked = LineupEntry.objects.filter(
        booking__in=by_booking, state=LineupState.ASKED, stands_in_for__isnull=False
    ).select_related("user", "booking")
    asked_by = _by_booking(asked.order_by("id")) if by_booking else {}
    return [
        Gap(entries[0].booking, tuple(entries), tuple(asked_by.get(key, ()))) for key, entries in by_booking.items()
    ]


def left_gaps(user: User, at: dt.datetime) -> QuerySet[LineupEntry]:
    """What the user has dropped out of and may still come back to: nobody plays in their place. By call."""
    gaps = LineupEntry.objects.missing().open_to(user).filter(booking__spot__released_at__gt=at)
    return gaps.select_related("booking__act", "booking__spot__show").order_by("booking__spot__call_at", "id")


def _by_booking(entries: Iterable[LineupEntry]) -> dict:
    found: dict = {}
    for entry in entries:
        found.setdefault(entry.booking_id, []).append(entry)
    return found
