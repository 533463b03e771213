"""Who may speak about moving a show, and what its people read of proposals: decided here for page, mail and API."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import Party, Viewer
from bookings.access.loaders import get_show_for, is_staff
from bookings.models import Booking, Move, MoveSpot, Refill, Show, Spot
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

    `allowed` holds some of answer, withdraw.
    """

    move: Move
    show: Show
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
    moves = Move.objects.select_related(
        "proposed_by", "stage__venue__party", "show__owner", "show__city__country", "show__stage__venue__party"
    )
    move = find_row(moves.filter(pk=move_id))
    if move is None or not (is_staff(user) or _is_side(user, move)):
        raise Http404
    return move


def _is_side(user: Viewer, move: Move) -> bool:
    asked = move.spots.filter(booking__isnull=False).values_list("booking__act", flat=True)
    return bool(led_ids(user, [move.show.owner_id, *asked]) or speakers_for(user, move.show))


def move_view(user: Viewer, move: Move) -> MoveView:
    """A proposal for one of its people. Assumes `get_move_for` let them in. Two queries."""
    rows = list(move.spots.select_related("spot", "booking__act"))
    acts = [row.booking.act for row in rows if row.booking]
    led = led_ids(user, [move.show.owner_id, move.proposed_by_id, *(act.pk for act in acts)])
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
    show, was = move.show, move.show.timezone
    zone = move.stage.venue.party.timezone if move.stage else was
    night = night_of(move.starts_at, zone, move.stage.venue.day_starts_at if move.stage else DAY_ROLL)
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


def checks_of_move(user: Viewer, move: Move) -> dict[UUID, LineupCheck]:
    """Who of the line-ups that the user leads may not be there at the new times, by booking, while they may still
    answer; nothing for anybody else. Up to four queries."""
    if move.state != MoveState.PROPOSED:
        return {}
    rows = [row for row in move.spots.select_related("spot", "booking__act") if row.booking]
    led = led_ids(user, [row.booking.act_id for row in rows if row.booking]) if rows else frozenset()
    own = {row.booking: _spot_moved(row) for row in rows if row.booking and row.booking.act_id in led}
    return check_moved(own)


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
