"""Reads over shows, spots and bookings. Whether somebody may ask is for `bookings.access` and `accounts.access`."""

from bookings.queries.contradictions import (
    Contradiction,
    contradictions_of,
    open_contradictions,
    untold_contradictions,
)
from bookings.queries.invites import end_of, find_spot_invite, open_invites_of
from bookings.queries.lists import (
    booking_totals,
    bookings_of,
    lineup_questions,
    pending_counts,
    shows_of,
    upcoming_shows,
    waiting_for,
)
from bookings.queries.night_statuses import (
    NightShow,
    PublicNight,
    StageNights,
    act_nights,
    public_nights,
    venue_nights,
)
from bookings.queries.nights import nights_of_show, nights_taken

__all__ = [
    "Contradiction",
    "NightShow",
    "PublicNight",
    "StageNights",
    "act_nights",
    "booking_totals",
    "bookings_of",
    "contradictions_of",
    "end_of",
    "find_spot_invite",
    "lineup_questions",
    "nights_of_show",
    "nights_taken",
    "open_contradictions",
    "open_invites_of",
    "pending_counts",
    "public_nights",
    "shows_of",
    "untold_contradictions",
    "upcoming_shows",
    "venue_nights",
    "waiting_for",
]
