"""The states of shows, spots, bookings and moves, and the one table of legal moves for each.

The database keeps the same tables by triggers that are generated from these, so no path around the actions exists.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from engagements.states import Side, other_side


class ShowState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CONFIRMED = "confirmed", _("Confirmed")
    PLAYED = "played", _("Played")
    CANCELLED = "cancelled", _("Cancelled")


class SpotState(models.TextChoices):
    OPEN = "open", _("Open")
    FILLED = "filled", _("Filled")
    OFF = "off", _("Removed from the bill")


class SpotRole(models.TextChoices):
    HEADLINER = "headliner", _("Headliner")
    SUPPORT = "support", _("Support")
    OPENER = "opener", _("Opener")
    DJ = "dj", _("DJ")


class Setting(models.TextChoices):
    """Where at a client's event the act plays."""

    INDOORS = "indoors", _("Indoors")
    OUTDOORS = "outdoors", _("Outdoors")
    COVERED = "covered", _("Outdoors, under a roof")


class Power(models.TextChoices):
    """What the act can plug into at a client's event."""

    SOCKETS = "sockets", _("Normal sockets")
    HIGH = "high", _("High-power supply")
    NONE = "none", _("No power")


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


class LineupState(models.TextChoices):
    ASKED = "asked", _("Asked")
    PLAYS = "plays", _("Plays")
    DECLINED = "declined", _("Declined")


class HeadlinerSays(models.TextChoices):
    """What the confirmed headliner of somebody else's show may do about the other acts on its bill."""

    NOTHING = "nothing", _("No say in support")
    VETO = "veto", _("Can veto support")
    BOOKS = "books", _("Books support")


class RefillState(models.TextChoices):
    RUNNING = "running", _("Inviting")
    FILLED = "filled", _("Filled")
    EXHAUSTED = "exhausted", _("No acts left to invite")
    STOPPED = "stopped", _("Stopped")


class RefillSource(models.TextChoices):
    """Where a candidate for a refill comes from, in the order in which they are asked."""

    HOLD = "hold", _("Next hold")
    WAITLIST = "waitlist", _("Waiting list")
    MATCH = "match", _("Good match")


class MoveState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class ReportKind(models.TextChoices):
    NO_SHOW = "no_show", _("No-show")
    DISPUTE = "dispute", _("Something else")


class SettlementState(models.TextChoices):
    OPEN = "open", _("Open")
    SIGNED = "signed", _("Signed by both sides")


SHOW_TRANSITIONS: dict[ShowState, frozenset[ShowState]] = {
    ShowState.DRAFT: frozenset({ShowState.OPEN, ShowState.CONFIRMED, ShowState.CANCELLED}),
    ShowState.OPEN: frozenset({ShowState.CONFIRMED, ShowState.PLAYED, ShowState.CANCELLED}),
    ShowState.CONFIRMED: frozenset({ShowState.OPEN, ShowState.PLAYED, ShowState.CANCELLED}),
    ShowState.PLAYED: frozenset(),
    ShowState.CANCELLED: frozenset(),
}

MOVE_TRANSITIONS: dict[MoveState, frozenset[MoveState]] = {
    MoveState.PROPOSED: frozenset({MoveState.AGREED, MoveState.DECLINED, MoveState.WITHDRAWN, MoveState.EXPIRED}),
    MoveState.AGREED: frozenset(),
    MoveState.DECLINED: frozenset(),
    MoveState.WITHDRAWN: frozenset(),
    MoveState.EXPIRED: frozenset(),
}

SPOT_TRANSITIONS: dict[SpotState, frozenset[SpotState]] = {
    SpotState.OPEN: frozenset({SpotState.FILLED, SpotState.OFF}),
    SpotState.FILLED: frozenset({SpotState.OPEN}),
    SpotState.OFF: frozenset(),
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

NEVER_PROMISED = frozenset({BookingState.DECLINED, BookingState.WITHDRAWN, BookingState.EXPIRED})
"""Bookings that ended before anything was promised: only pending ones become so."""

LIVE = frozenset({BookingState.PENDING, BookingState.CONFIRMED})
"""Bookings that something is still to come of."""


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
    PASSED_OVER = "passed_over", _("Another act got the slot")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    CANCELLED = "cancelled", _("Cancelled")
    SHOW_CANCELLED = "show_cancelled", _("The show was cancelled")
    COMPLETED = "completed", _("Completed")
    PLAYED = "played", _("Played")
    LINEUP_SET = "lineup_set", _("Line-up changed")
    LINEUP_PLAYS = "lineup_plays", _("Confirmed as player")
    LINEUP_DECLINED = "lineup_declined", _("Can’t play")
    LINEUP_RELEASED = "lineup_released", _("Dropped out: a dep is needed")
    LINEUP_LEFT = "lineup_left", _("A player left the act: a dep is needed")
    MOVE_ASKED = "move_asked", _("Asked to move the gig")
    MOVE_REFUSED = "move_refused", _("Declined to move the gig")
    INVITED = "invited", _("Invited")
    COUNTERED = "countered", _("Counter-offer")
    TERMS_AGREED = "terms_agreed", _("Terms agreed")
    HELD = "held", _("Confirmed from a hold")
    VETOED = "vetoed", _("Vetoed by the headliner")
    BILL_PLANNED = "bill_planned", _("Running order changed")
    SPOT_ADDED = "spot_added", _("Slot added")
    SPOT_REMOVED = "spot_removed", _("Slot removed")
    MOVE_PROPOSED = "move_proposed", _("New time proposed")
    MOVE_AGREED = "move_agreed", _("New time accepted")
    MOVE_DECLINED = "move_declined", _("New time declined")
    MOVE_WITHDRAWN = "move_withdrawn", _("New time withdrawn")
    MOVE_EXPIRED = "move_expired", _("New time expired")
    MOVED = "moved", _("Moved")
    REFILL_STARTED = "refill_started", _("Inviting other acts")
    REFILL_STOPPED = "refill_stopped", _("Stopped inviting other acts")
    REPORTED = "reported", _("Reported to staff")
    RESOLVED = "resolved", _("Resolved by staff")
    SETTLEMENT_CHANGED = "settlement_changed", _("Settlement changed")
    SETTLEMENT_SIGNED = "settlement_signed", _("Settlement signed")
    CONTRACT_MADE = "contract_made", _("Contract created")
    CONTRACT_SIGNED = "contract_signed", _("Contract signed")
    IMPORTED = "imported", _("Imported")
    DEP_STANDS_IN = "dep_stands_in", _("A dep joins the line-up")
    DEPOSIT_POSTPONED = "deposit_postponed", _("Deposit deadline extended")


INITIATING_SIDE: dict[InitiatedBy, Side] = {
    InitiatedBy.APPLICATION: Side.ACT,
    InitiatedBy.INVITATION: Side.HOST,
    InitiatedBy.REQUEST: Side.HOST,
}
"""Who makes the first offer; the other side answers it."""


def withdrawing_sides(initiated_by: str, turn: str) -> frozenset[Side]:
    """Who may take a pending booking back: the side that began it, and the one that waits for the other's answer."""
    return frozenset({INITIATING_SIDE[InitiatedBy(initiated_by)], other_side(Side(turn))})


class NightStatus(models.TextChoices):
    """What everybody may know of a night of an act, a stage or a venue, the best first."""

    AVAILABLE = "available", _("Available")
    PENDING = "pending", _("Pending")
    ON_REQUEST = "on_request", _("On request")
    BOOKED = "booked", _("Booked")
    UNAVAILABLE = "unavailable", _("Unavailable")
