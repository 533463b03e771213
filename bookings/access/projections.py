"""What one viewer is told of a show or a booking: decided here once, used by pages, API, e-mail and search alike.

Leaders of both sides and staff are told everything about a booking; those in its line-up when and where they are called
and who plays, but neither message nor fee nor history. A show that is not the viewer's to know yet has no title.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.timezone import now

from accounts.models import Party
from bookings.access.loaders import can_edit_show, can_see_show, foremost, is_staff, sides_of
from bookings.models import Booking, HistoryEntry, LineupEntry, Show, Spot
from bookings.queries.people import leader_ids
from bookings.states import INITIATING_SIDE, LIVE, BookingState, Event, InitiatedBy, LineupState, Side, SpotState
from venues.models import Stage


@dataclass(frozen=True)
class FeeView:
    """An amount in minor units and the ISO 4217 code of its currency."""

    amount_minor: int
    currency: str


@dataclass(frozen=True)
class SpotView:
    """A place on the bill. `act` is who plays there, as far as the viewer may know."""

    id: UUID
    role: str
    role_label: str
    call_at: dt.datetime
    starts_at: dt.datetime
    ends_at: dt.datetime
    released_at: dt.datetime
    state: str
    fee: FeeView | None
    act: Party | None = None


@dataclass(frozen=True)
class ShowView:
    """A show. `title` is empty where it has none or the viewer may not know it yet; `is_named` tells which."""

    id: UUID
    state: str
    version: int
    owner: Party
    venue: Party | None
    stage: Stage | None
    place: str
    city: str
    title: str
    description: str
    ticket_url: str
    night: dt.date
    timezone: str
    load_in_at: dt.datetime
    doors_at: dt.datetime | None
    starts_at: dt.datetime
    ends_at: dt.datetime
    curfew_at: dt.datetime | None
    out_at: dt.datetime
    announce_at: dt.datetime | None
    cancel_reason: str
    is_named: bool
    spots: tuple[SpotView, ...]


@dataclass(frozen=True)
class LineupView:
    """One who plays, is asked or declined."""

    id: int
    user: UUID | None
    name: str
    instrument: str
    state: str
    is_me: bool


@dataclass(frozen=True)
class HistoryView:
    """One thing that happened. `actor` is a person on the viewer's own side, else the party they acted for."""

    at: dt.datetime
    actor: str
    channel: str
    event: str
    label: str
    before: str
    after: str
    text: str


@dataclass(frozen=True)
class BookingView:
    """A booking as one viewer may know it, with what they may do now: names of actions, without `_booking`.

    `allowed` holds some of accept, decline, withdraw, cancel, set_lineup, answer_lineup, release.
    """

    id: UUID
    state: str
    version: int
    initiated_by: str
    turn: str | None
    answer_by: dt.datetime | None
    show: ShowView
    spot: SpotView
    act: Party
    host: Party
    fee: FeeView | None
    message: str
    lineup: tuple[LineupView, ...]
    history: tuple[HistoryView, ...]
    side: Side | None
    my_entry: LineupView | None
    allowed: frozenset[str]
    created_at: dt.datetime


def fee_view(fee_minor: int | None, currency: str | None) -> FeeView | None:
    return None if fee_minor is None or currency is None else FeeView(fee_minor, currency)


def spot_view(spot: Spot, *, act: Party | None = None) -> SpotView:
    """A spot, with its act where the caller may tell it. The fee offered stands in the gig finder for everybody."""
    return SpotView(
        id=spot.pk,
        role=spot.role,
        role_label=spot.get_role_display(),
        call_at=spot.call_at,
        starts_at=spot.starts_at,
        ends_at=spot.ends_at,
        released_at=spot.released_at,
        state=spot.state,
        fee=fee_view(spot.fee_minor, spot.fee_currency_id),
        act=act,
    )


def show_view(user, show: Show, *, is_named: bool | None = None, spots: Iterable[Spot] | None = None) -> ShowView:
    """A show for one viewer; before its announcement strangers read neither title, text nor acts.

    `is_named` spares asking again where the caller knows the answer; with open `spots` given, no query is left.
    """
    named = can_see_show(user, show) if is_named is None else is_named
    return ShowView(
        id=show.pk,
        state=show.state,
        version=show.version,
        owner=show.owner,
        venue=show.stage.venue.party if show.stage else None,
        stage=show.stage,
        place=show.place,
        city=show.city.label if show.city else "",
        title=show.title if named else "",
        description=show.description if named else "",
        ticket_url=show.ticket_url if named else "",
        night=show.night,
        timezone=show.timezone,
        load_in_at=show.load_in_at,
        doors_at=show.doors_at,
        starts_at=show.starts_at,
        ends_at=show.ends_at,
        curfew_at=show.curfew_at,
        out_at=show.out_at,
        announce_at=show.announce_at,
        cancel_reason=show.cancel_reason if show.cancel_reason and _knows_reason(user, show) else "",
        is_named=named,
        spots=tuple(_spots_of(user, show, named, show.spots.all() if spots is None else spots)),
    )


def _knows_reason(user, show: Show) -> bool:
    """Why a show was called off is for its host; each act reads it in the history of its booking."""
    return is_staff(user) or can_edit_show(user, show)


def _spots_of(user, show: Show, named: bool, spots: Iterable[Spot]) -> Iterable[SpotView]:
    """What was offered for a spot stands there for all; what was agreed is for the host alone."""
    filled = [spot for spot in spots if spot.state == SpotState.FILLED]
    promised = Booking.objects.promised().filter(spot__in=filled).select_related("act") if filled and named else []
    acts = {booking.spot_id: booking.act for booking in promised}
    knows_fees = not filled or is_staff(user) or can_edit_show(user, show)
    for spot in spots:
        view = spot_view(spot, act=acts.get(spot.pk))
        yield view if knows_fees or spot.state == SpotState.OPEN else replace(view, fee=None)


def booking_view(user, booking: Booking) -> BookingView:
    """A booking for one of its leaders, players or staff; six queries, whatever the length of line-up and history.

    Assumes `get_booking_for` let the viewer in. The booking comes `with_show()`.
    """
    sides = sides_of(user, booking)
    knows_deal = bool(sides) or is_staff(user)
    lineup = tuple(_lineup_view(user, entry) for entry in booking.lineup.select_related("user"))
    mine = next((entry for entry in lineup if entry.is_me), None)
    spot, show = booking.spot, booking.spot.show
    return BookingView(
        id=booking.pk,
        state=booking.state,
        version=booking.version,
        initiated_by=booking.initiated_by,
        turn=booking.turn or None,
        answer_by=booking.answer_by if booking.state == BookingState.PENDING else None,
        show=show_view(user, show, is_named=True),
        spot=spot_view(spot) if knows_deal else replace(spot_view(spot), fee=None),
        act=booking.act,
        host=show.owner,
        fee=fee_view(booking.fee_minor, booking.fee_currency_id) if knows_deal else None,
        message=booking.message if knows_deal else "",
        lineup=lineup,
        history=tuple(_history_of(user, booking, sides)) if knows_deal else (),
        side=foremost(sides, booking),
        my_entry=mine,
        allowed=frozenset(_allowed(user, booking, sides, mine)),
        created_at=booking.created_at,
    )


def _lineup_view(user, entry: LineupEntry) -> LineupView:
    return LineupView(
        id=entry.pk,
        user=entry.user_id,
        name=entry.name or entry.user.display_name,
        instrument=entry.instrument,
        state=entry.state,
        is_me=entry.user_id is not None and entry.user_id == user.pk,
    )


def _history_of(user, booking: Booking, sides: frozenset[Side]) -> Iterable[HistoryView]:
    """Persons on the viewer's own side by name; of the other side one reads the party alone."""
    parties = {Side.ACT: booking.act, Side.HOST: booking.spot.show.owner}
    by_side = {side: leader_ids(party) for side, party in parties.items()}
    own = {user_id for side in sides for user_id in by_side[side]} | {entry.user_id for entry in booking.lineup.all()}
    for entry in booking.history.select_related("actor"):
        yield HistoryView(
            at=entry.at,
            actor=_actor_name(entry, parties, by_side, is_named=is_staff(user) or entry.actor_id in own),
            channel=entry.channel,
            event=entry.event,
            label=str(Event(entry.event).label) if entry.event in Event.values else entry.event,
            before=entry.before,
            after=entry.after,
            text=entry.text,
        )


def _actor_name(entry: HistoryEntry, parties, by_side, *, is_named: bool) -> str:
    if entry.actor is None:
        return ""
    if is_named:
        return entry.actor.display_name
    return next((party.name for side, party in parties.items() if entry.actor_id in by_side[side]), "")


def _allowed(user, booking: Booking, sides: frozenset[Side], mine: LineupView | None) -> Iterable[str]:
    if booking.spot.show.out_at <= now() or booking.state not in LIVE:
        return
    if booking.state == BookingState.PENDING:
        if booking.turn in sides:
            yield from ("accept", "decline")
        if INITIATING_SIDE[InitiatedBy(booking.initiated_by)] in sides:
            yield "withdraw"
    elif sides or is_staff(user):
        yield "cancel"
    if Side.ACT in sides:
        yield "set_lineup"
    if mine:
        is_promised = booking.state == BookingState.CONFIRMED and mine.state == LineupState.PLAYS
        yield "release" if is_promised else "answer_lineup"
