"""The states of shows, spots and bookings, and the one table of legal moves for each.

The database keeps the same tables by triggers that are generated from these, so no path around the actions exists.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ShowState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CONFIRMED = "confirmed", _("Confirmed")
    PLAYED = "played", _("Played")
    CANCELLED = "cancelled", _("Cancelled")


class SpotState(models.TextChoices):
    OPEN = "open", _("Open")
    FILLED = "filled", _("Filled")


class SpotRole(models.TextChoices):
    HEADLINER = "headliner", _("Headliner")
    SUPPORT = "support", _("Support")
    OPENER = "opener", _("Opener")
    DJ = "dj", _("DJ")


class BookingState(models.TextChoices):
    PENDING = "pending", _("Pending")
    CONFIRMED = "confirmed", _("Confirmed")
    COMPLETED = "completed", _("Completed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    CANCELLED = "cancelled", _("Cancelled")
    DISPUTED = "disputed", _("Disputed")


class InitiatedBy(models.TextChoices):
    APPLICATION = "application", _("Application")
    INVITATION = "invitation", _("Invitation")
    REQUEST = "request", _("Request")


class Side(models.TextChoices):
    ACT = "act", _("Act")
    HOST = "host", _("Host")


class LineupState(models.TextChoices):
    ASKED = "asked", _("Asked")
    PLAYS = "plays", _("Plays")
    DECLINED = "declined", _("Declined")


class Channel(models.TextChoices):
    PAGE = "page", _("Website")
    API = "api", _("API")
    ADMIN = "admin", _("Administration")
    MAIL = "mail", _("E-mail")
    CLOCK = "clock", _("Automatic")


SHOW_TRANSITIONS: dict[ShowState, frozenset[ShowState]] = {
    ShowState.DRAFT: frozenset({ShowState.OPEN, ShowState.CONFIRMED, ShowState.CANCELLED}),
    ShowState.OPEN: frozenset({ShowState.CONFIRMED, ShowState.PLAYED, ShowState.CANCELLED}),
    ShowState.CONFIRMED: frozenset({ShowState.OPEN, ShowState.PLAYED, ShowState.CANCELLED}),
    ShowState.PLAYED: frozenset(),
    ShowState.CANCELLED: frozenset(),
}

SPOT_TRANSITIONS: dict[SpotState, frozenset[SpotState]] = {
    SpotState.OPEN: frozenset({SpotState.FILLED}),
    SpotState.FILLED: frozenset({SpotState.OPEN}),
}

BOOKING_TRANSITIONS: dict[BookingState, frozenset[BookingState]] = {
    BookingState.PENDING: frozenset(
        {BookingState.CONFIRMED, BookingState.DECLINED, BookingState.WITHDRAWN, BookingState.EXPIRED}
    ),
    BookingState.CONFIRMED: frozenset({BookingState.COMPLETED, BookingState.CANCELLED, BookingState.DISPUTED}),
    BookingState.COMPLETED: frozenset({BookingState.DISPUTED}),
    BookingState.DISPUTED: frozenset({BookingState.COMPLETED, BookingState.CANCELLED}),
    BookingState.DECLINED: frozenset(),
    BookingState.WITHDRAWN: frozenset(),
    BookingState.EXPIRED: frozenset(),
    BookingState.CANCELLED: frozenset(),
}

PUBLISHED = frozenset({ShowState.OPEN, ShowState.CONFIRMED, ShowState.PLAYED})
"""Shows whose stage is promised."""

PROMISED = frozenset({BookingState.CONFIRMED, BookingState.COMPLETED, BookingState.DISPUTED})
"""Bookings that carry claims: at most one a spot."""

LIVE = frozenset({BookingState.PENDING, BookingState.CONFIRMED})
"""Bookings that something is still to come of."""


def pairs(table) -> list[tuple[str, str]]:
    """A transition table as (from, to) pairs in a stable order, as the database's triggers want it."""
    return sorted((before.value, after.value) for before, afters in table.items() for after in afters)


class Event(models.TextChoices):
    """What the history of a show or a booking tells. Stored by value: none may ever change its meaning."""

    CREATED = "created", _("Created")
    UPDATED = "updated", _("Changed")
    PUBLISHED = "published", _("Published")
    FILLED = "filled", _("Bill complete")
    REOPENED = "reopened", _("Open again")
    APPLIED = "applied", _("Applied")
    REQUESTED = "requested", _("Requested")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")
    PASSED_OVER = "passed_over", _("The spot went to another act")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Not answered in time")
    CANCELLED = "cancelled", _("Cancelled")
    SHOW_CANCELLED = "show_cancelled", _("The show was cancelled")
    COMPLETED = "completed", _("Completed")
    PLAYED = "played", _("Played")
    LINEUP_SET = "lineup_set", _("Line-up changed")
    LINEUP_PLAYS = "lineup_plays", _("Agreed to play")
    LINEUP_DECLINED = "lineup_declined", _("Cannot play")
    LINEUP_RELEASED = "lineup_released", _("Dropped out: a dep is needed")
    LINEUP_LEFT = "lineup_left", _("Somebody left the act: a dep is needed")
    MOVE_ASKED = "move_asked", _("Asked whether it can be moved")


INITIATING_SIDE: dict[InitiatedBy, Side] = {
    InitiatedBy.APPLICATION: Side.ACT,
    InitiatedBy.INVITATION: Side.HOST,
    InitiatedBy.REQUEST: Side.HOST,
}
"""Who may withdraw a pending booking; the other side answers it."""


def other_side(side: Side) -> Side:
    return Side.HOST if side == Side.ACT else Side.ACT


class NightStatus(models.TextChoices):
    """What everybody may know of a night of an act, a stage or a venue, the best first."""

    AVAILABLE = "available", _("Available")
    PENDING = "pending", _("Pending")
    BOOKED = "booked", _("Booked")
    UNAVAILABLE = "unavailable", _("Unavailable")
