"""What calling a booking off costs, which other times are proposed for it, and who steps in: read, never written."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.timezone import now

from accounts.models import Membership, Viewer
from availability.ranges import DAY, at_wall_clock
from bookings.models import Booking, Cancellation, HistoryEntry, Move, MoveSpot, Report, Show
from bookings.queries.contradictions import moves_asked_of
from bookings.states import LIVE, PROMISED, BookingState, Event, MoveState, ReportKind, ShowState
from engagements.deals.tiers import fee_owed, left_until, share_of_fee, tier_words
from engagements.queries.people import led_ids
from venues.queries import night_of

MORNING = dt.time(10, 0)
"""When a night is over for good, by the clock of its place: nobody packs up any more, nobody is asleep yet."""
REPORTED_WITHIN = dt.timedelta(days=7)


def completes_at(show: Show) -> dt.datetime:
    """When a show counts as played: at ten the morning after its last night, by the clock of its place."""
    last = night_of(show.out_at - dt.timedelta(microseconds=1), show.timezone, MORNING)
    return at_wall_clock(max(show.night, last) + DAY, MORNING, show.timezone)


def reported_from_until(booking: Booking) -> tuple[dt.datetime, dt.datetime]:
    """From when and until when a side may report that something went wrong: from the call until 7 days after the night,
    and what was called off for 7 days from then on. The booking comes with its show."""
    if booking.state == BookingState.CANCELLED:
        called_off_at = booking.decided_at or booking.created_at
        return called_off_at, called_off_at + REPORTED_WITHIN
    return booking.spot.call_at, booking.spot.show.out_at + REPORTED_WITHIN


@dataclass(frozen=True)
class Cost:
    """What a side owes that calls off now: `percent` of the fee; no amount where no fee is certain."""

    days_before: int
    percent: int
    owed_minor: int | None
    currency: str | None


def cost_of_cancelling(booking: Booking, at: dt.datetime) -> Cost:
    """By the tiers agreed at booking, and the time left by the clock of the place: nothing of a fee that was never
    agreed. The booking comes with its show."""
    show = booking.spot.show
    left = left_until(show.night, booking.spot.starts_at, at, show.timezone)
    is_paid = booking.fee_minor is not None or bool(booking.deal)
    percent = share_of_fee(booking.cancellation_tiers, left) if is_paid else 0
    owed = None if booking.fee_minor is None else fee_owed(booking.fee_minor, percent)
    return Cost(left.days, percent, owed, booking.fee_currency_id if owed is not None else None)


@dataclass(frozen=True)
class BookingChanges:
    """What the page of a booking says of its changes to a leader of one side, or to staff.

    `cost` is what calling off now would cost the viewer's side, where it may; `cancellation` what it did cost.
    """

    booking: Booking
    tiers: list[str]
    cost: Cost | None
    cancellation: Cancellation | None
    open_move: Move | None
    is_asked: bool
    past_moves: list[Move]
    can_propose: bool
    moves_asked: list[HistoryEntry]
    can_report: bool
    reports: list[Report]


def changes_of(user: Viewer, booking: Booking, view) -> BookingChanges | None:
    """The changes of a booking for the viewer of `view`; None for those who only play in it. Up to six queries."""
    is_staff = bool(user.is_authenticated and user.is_staff)
    if view.side is None and not is_staff:
        return None
    at, show = now(), booking.spot.show
    # Put in order here: for ORDER BY, Django compares each of the 150 columns.
    moves = sorted(moves_open_to(user).filter(show=show).order_by(), key=lambda move: -move.number)
    open_move = next((move for move in moves if move.state == MoveState.PROPOSED), None)
    reports = list(booking.reports.order_by("reported_at")) if booking.state in WAS_BOOKED else []
    has_reported = any(report.side == view.side for report in reports)
    is_confirmed = booking.state == BookingState.CONFIRMED
    can_propose = is_confirmed and bool(view.side) and _is_movable(show, at) and open_move is None
    is_move_asked = can_propose and any(entry.event == Event.MOVE_ASKED for entry in view.history)
    return BookingChanges(
        booking=booking,
        tiers=tier_words(booking.cancellation_tiers) if booking.state in LIVE else [],
        cost=cost_of_cancelling(booking, at) if "cancel" in view.allowed and view.side else None,
        cancellation=_cancellation(booking),
        open_move=open_move,
        is_asked=bool(open_move and is_asked(user, open_move)),
        past_moves=[move for move in moves if move.state != MoveState.PROPOSED],
        can_propose=can_propose,
        moves_asked=list(moves_asked_of(user, at).filter(booking=booking)) if is_move_asked else [],
        can_report=bool(view.side) and not has_reported and is_reportable(booking, at),
        reports=reports,
    )


WAS_BOOKED = PROMISED | {BookingState.CANCELLED}


def is_reportable(booking: Booking, at: dt.datetime) -> bool:
    """Whether what went wrong may be reported now, of what was booked at some time."""
    since, until = reported_from_until(booking)
    return booking.state in WAS_BOOKED and since <= at < until


def kinds_to_report(booking: Booking) -> list[ReportKind]:
    """What may have gone wrong: nobody failed to come where it was called off before the call."""
    is_off = booking.state == BookingState.CANCELLED and reported_from_until(booking)[0] < booking.spot.call_at
    return [kind for kind in ReportKind if not (is_off and kind == ReportKind.NO_SHOW)]


def sets_begun(bookings: Iterable[Booking], at: dt.datetime) -> bool:
    """Whether a set of these promised bookings has begun: from the very start on, nothing is called off any more."""
    return any(booking.state in PROMISED and booking.spot.starts_at <= at for booking in bookings)


def is_asked(user: Viewer, move: Move) -> bool:
    """Whether an open proposal waits for an answer of somebody the user leads. Up to two queries."""
    if move.answer_by <= now():
        return False
    rows = MoveSpot.objects.filter(move=move, booking__isnull=False, agreed_at=None)
    asked = set(rows.values_list("booking__act", flat=True))
    if move.host_agreed_at is None:
        asked.add(move.show.owner_id)
    return bool(led_ids(user, list(asked)))


def moves_open_to(user: Viewer) -> QuerySet[Move]:
    """The proposals of another time that the user may read: all for staff; those of shows whose host, or an act booked
    on it now, they lead; and those that such an act was once asked to agree to."""
    moves = Move.objects.select_related(
        "proposed_by", "stage__venue__party", "show__owner", "show__city__country", "show__stage__venue__party"
    )
    if not user.is_authenticated:
        return moves.none()
    if user.is_staff:
        return moves
    led = Membership.objects.parties_led_by(user)
    booked = Booking.objects.filter(spot__show=OuterRef("show"), state=BookingState.CONFIRMED, act__in=led)
    asked = MoveSpot.objects.filter(move=OuterRef("pk"), booking__act__in=led)
    return moves.filter(Q(show__owner__in=led) | Exists(booked) | Exists(asked))


def moves_waiting_for(user: Viewer, at: dt.datetime) -> QuerySet[Move]:
    """The proposals of another time that wait for an answer of a party the user leads, the most urgent first. One
    query."""
    led = Membership.objects.parties_led_by(user)
    unanswered = MoveSpot.objects.filter(move=OuterRef("pk"), agreed_at=None, booking__act__in=led)
    asked = Q(Exists(unanswered)) | Q(host_agreed_at=None, show__owner__in=led)
    standing = Move.objects.filter(state=MoveState.PROPOSED, answer_by__gt=at, base_version=F("show__version"))
    return standing.filter(asked).select_related("proposed_by", "show__owner", "show__stage").order_by("answer_by")


def _is_movable(show: Show, at: dt.datetime) -> bool:
    return show.state in (ShowState.OPEN, ShowState.CONFIRMED) and show.load_in_at > at


def _cancellation(booking: Booking) -> Cancellation | None:
    if booking.state != BookingState.CANCELLED:
        return None
    return Cancellation.objects.filter(booking=booking).first()
