"""Who may speak about moving a show, and what its people read of proposals: decided here for page, mail and API."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import Party, Viewer
from bookings.access.loaders import get_show_for, is_staff
from bookings.models import Booking, Move, MoveSpot, Refill, Show, Spot
from bookings.queries.changes import moves_open_to
from bookings.queries.conflicts import check_moved
from bookings.queries.nights import DAY_ROLL
from bookings.states import BookingState, MoveState, ShowState
from engagements.queries.lineups import LineupCheck
from engagements.queries.people import led_ids
from venues.queries import night_of
from web.dates import say_moment, say_span
from web.rows import find_row


@dataclass(frozen=True)
class SideOfMove:
    """Who has to agree: the host (no booking) or an act, when it did, and whether the viewer answers for it."""

    party: Party
    booking: UUID | None
    agreed_at: dt.datetime | None
    is_mine: bool


@dataclass(frozen=True)
class RowOfMove:
    """One thing that would change, in words: as it stands, and as it would be."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class MoveView:
    """A proposal as one of its people reads it. `is_stale`: the show has changed since, nobody can agree any more.

    `night` is the one that it would be on; `allowed` holds some of answer, withdraw.
    """

    move: Move
    show: Show
    night: dt.date
    spots: tuple[MoveSpot, ...]
    sides: tuple[SideOfMove, ...]
    rows: tuple[RowOfMove, ...]
    is_stale: bool
    is_late: bool
    allowed: frozenset[str]

    @property
    def is_open(self) -> bool:
        return self.move.state == MoveState.PROPOSED

    @property
    def to_answer(self) -> list[SideOfMove]:
        """For whom the viewer has still to answer."""
        return [side for side in self.sides if side.is_mine and side.agreed_at is None]

    @property
    def missing(self) -> list[SideOfMove]:
        """Who has not agreed yet."""
        return [side for side in self.sides if side.agreed_at is None]


def speakers_for(user: Viewer, show: Show) -> list[Party]:
    """In whose name the user may propose another time: the host, and acts that are booked on it. Two queries."""
    booked = Booking.objects.filter(spot__show=show, state=BookingState.CONFIRMED).select_related("act")
    parties = {party.pk: party for party in [show.owner, *(booking.act for booking in booked)]}
    led = led_ids(user, list(parties))
    return [party for pk, party in parties.items() if pk in led]


def is_movable(show: Show, at: dt.datetime | None = None) -> bool:
    """Whether another time may still be proposed at all."""
    return show.state in (ShowState.OPEN, ShowState.CONFIRMED) and show.load_in_at > (at or now())


def get_movable_show_for(user: Viewer, show_id: UUID) -> tuple[Show, list[Party]]:
    """A show, and in whose names the user may speak. Raises Http404, or PermissionDenied where they may only look."""
    show = get_show_for(user, show_id)
    speakers = speakers_for(user, show)
    if not speakers:
        raise PermissionDenied
    return show, speakers


def get_move_for(user: Viewer, move_id: UUID) -> Move:
    """A proposal of a show whose host or one of whose acts the user leads; any for staff. Raises Http404."""
    move = find_row(moves_open_to(user).filter(pk=move_id))
    if move is None:
        raise Http404
    return move


def moves_for(user: Viewer, show: Show) -> QuerySet[Move]:
    """The proposals of a show that the user may read, for `move_views`. Raises PermissionDenied for who is no side of
    the show, and never was asked to move it."""
    moves = moves_open_to(user).filter(show=show)
    if not (is_staff(user) or speakers_for(user, show) or moves.exists()):
        raise PermissionDenied
    return moves


def move_view(user: Viewer, move: Move) -> MoveView:
    """A proposal for one of its people. Assumes `get_move_for` let them in. Two queries."""
    return move_views(user, [move])[0]


def move_views(user: Viewer, moves: Collection[Move]) -> list[MoveView]:
    """Proposals for one of their people, who was let in to each. Two queries, whatever their number."""
    spots: dict[UUID, list[MoveSpot]] = {move.pk: [] for move in moves}
    for row in MoveSpot.objects.filter(move__in=moves).select_related("spot", "booking__act"):
        spots[row.move_id].append(row)
    acts = {row.booking.act_id for rows in spots.values() for row in rows if row.booking}
    led = led_ids(user, {*acts, *(party for move in moves for party in (move.show.owner_id, move.proposed_by_id))})
    return [_view(move, spots[move.pk], led) for move in moves]


def _view(move: Move, rows: list[MoveSpot], led: frozenset[UUID]) -> MoveView:
    is_late = move.answer_by <= now()
    is_open = move.state == MoveState.PROPOSED
    sides = _sides(move, rows, led)
    is_stale = is_open and move.base_version != move.show.version
    can_answer = is_open and not is_late and any(side.is_mine and side.agreed_at is None for side in sides)
    allowed = {"answer"} if can_answer else set()
    if is_open and move.proposed_by_id in led:
        allowed.add("withdraw")
    return MoveView(
        move=move,
        show=move.show,
        night=_night_of(move),
        spots=tuple(rows),
        sides=tuple(sides),
        rows=tuple(_rows(move, rows)),
        is_stale=is_stale,
        is_late=is_late,
        allowed=frozenset(allowed),
    )


def _sides(move: Move, rows: Collection[MoveSpot], led: frozenset[UUID]) -> list[SideOfMove]:
    owner = move.show.owner
    host = SideOfMove(owner, None, move.host_agreed_at, owner.pk in led)
    acts = [
        SideOfMove(row.booking.act, row.booking.pk, row.agreed_at, row.booking.act_id in led)
        for row in rows
        if row.booking
    ]
    return [host, *acts]


def _rows(move: Move, spots: Collection[MoveSpot]) -> Iterator[RowOfMove]:
    """Show, load-in, stage, and each set; every side by the clock of its place."""
    show, was, zone, night = move.show, move.show.timezone, move.timezone, _night_of(move)
    yield RowOfMove(
        _("Show"), say_span(show.starts_at, show.ends_at, was, night=show.night),
        say_span(move.starts_at, move.ends_at, zone, night=night),
    )  # fmt: skip
    yield RowOfMove(_("Load-in"), say_moment(show.load_in_at, was), say_moment(move.load_in_at, zone))
    if show.stage and move.stage and show.stage != move.stage:
        yield RowOfMove(_("Stage"), show.stage.name, move.stage.name)
    for row in spots:
        label = ", ".join(filter(None, [row.spot.get_role_display(), row.booking.act.name if row.booking else ""]))
        before = say_span(row.spot.starts_at, row.spot.ends_at, was, night=show.night)
        yield RowOfMove(label, before, say_span(row.starts_at, row.ends_at, zone, night=night))


def _night_of(move: Move) -> dt.date:
    """The night it would be on. What starts when it does now stays on its night, whatever the day-roll has become."""
    show, zone = move.show, move.timezone
    if (show.starts_at, show.timezone) == (move.starts_at, zone):
        return show.night
    return night_of(move.starts_at, zone, move.stage.venue.day_starts_at if move.stage else DAY_ROLL)


def checks_of_move(user: Viewer, move: Move) -> dict[UUID, LineupCheck]:
    """`checks_of_moves` for one: by booking."""
    return checks_of_moves(user, [move])[move.pk]


def checks_of_moves(user: Viewer, moves: Sequence[Move]) -> dict[UUID, dict[UUID, LineupCheck]]:
    """Who of the line-ups that the user leads may not be there at the new times, by move and booking, while they may
    still answer; nothing for anybody else. Four queries at most, whatever their number."""
    found: dict[UUID, dict[UUID, LineupCheck]] = {move.pk: {} for move in moves}
    proposed = [move.pk for move in moves if move.state == MoveState.PROPOSED]
    rows = MoveSpot.objects.filter(move__in=proposed, booking__isnull=False) if proposed else MoveSpot.objects.none()
    asked = {row.booking: row for row in rows.select_related("spot", "booking__act") if row.booking}
    led = led_ids(user, {booking.act_id for booking in asked}) if asked else frozenset()
    own = {booking: _spot_moved(row) for booking, row in asked.items() if booking.act_id in led}
    checks = check_moved(own)
    checked = {booking: row for booking, row in asked.items() if booking.pk in checks}
    counts = Counter(row.move_id for row in checked.values())
    for booking, row in checked.items():
        spot = f"{booking.act.name}, {row.spot.get_role_display()}" if counts[row.move_id] > 1 else ""
        found[row.move_id][booking.pk] = replace(checks[booking.pk], spot=spot)
    return found


def _spot_moved(row: MoveSpot) -> Spot:
    """The spot as it would be, stored nowhere."""
    return Spot(
        pk=row.spot_id, show_id=row.spot.show_id, call_at=row.call_at, released_at=row.released_at,
        starts_at=row.starts_at, ends_at=row.ends_at,
    )  # fmt: skip


def get_refill_for(user: Viewer, refill_id: UUID) -> Refill:
    """A refill of a show that the user may see. Raises Http404."""
    refill = Refill.objects.select_related("spot__show").filter(pk=refill_id).first()
    if refill is None:
        raise Http404
    get_show_for(user, refill.spot.show_id)
    return refill
