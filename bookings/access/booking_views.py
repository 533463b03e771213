"""Bookings as one viewer may know them, one or a whole list: read at once, then put together without a query."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import now

from accounts.models import Party, Viewer
from accounts.states import LEADING_ROLES, PLAYING_ROLES
from bookings.access.history import history_views, people_in
from bookings.access.loaders import foremost, is_staff
from bookings.access.projections import (
    BookingView,
    HistoryView,
    LineupView,
    ShowView,
    assemble_show,
    fee_view,
    promised_acts,
    spot_view,
)
from bookings.models import Booking, HistoryEntry, LineupEntry, Spot
from bookings.queries.bills import headliners
from bookings.queries.changes import sets_begun
from bookings.queries.conflicts import check_bookings
from bookings.queries.lineups import who_fills
from bookings.states import LIVE, BookingState, Event, HeadlinerSays, LineupState, SpotState, withdrawing_sides
from engagements.deals import pay_words
from engagements.queries.lineups import LineupCheck
from engagements.queries.people import leader_ids_of, led_ids, roles_by_party
from engagements.states import Side
from engagements.words.site_texts import say_text

CALLED_OFF = (Event.CANCELLED, Event.SHOW_CANCELLED)


@dataclass(frozen=True)
class _Known:
    """What was read for a list: parties the viewer leads and plays in, shows they book for as headliner, those among
    them where that act is neither suspended nor closed, spots by show, acts by spot, line-ups and histories by booking,
    names of who came or went by id, leaders by party, what calendars say of line-ups by booking."""

    led: frozenset[UUID]
    books: frozenset[UUID]
    may_book: frozenset[UUID]
    plays_in: frozenset[UUID]
    spots: Mapping[UUID, list[Spot]]
    acts: Mapping[UUID, Party]
    lineups: Mapping[UUID, list[LineupEntry]]
    history: Mapping[UUID, list[HistoryEntry]]
    people: Mapping[str, str]
    leaders: Mapping[UUID, frozenset[UUID]]
    checks: Mapping[UUID, LineupCheck]


def booking_view(user: Viewer, booking: Booking) -> BookingView:
    """A booking for one of its leaders, players or staff.

    Assumes `get_booking_for` let the viewer in. The booking comes `with_show()`.
    """
    [view] = booking_views(user, [booking])
    return view


def booking_views(user: Viewer, bookings: Sequence[Booking]) -> list[BookingView]:
    """Bookings for one of their leaders, players or staff, in the order given; six queries, whatever their number,
    one more where the history names who came and went, and up to three more for who leads an act of what is to come.

    Assumes that the viewer may know them; they come `with_show()`.
    """
    if not bookings:
        return []
    known = _read(user, bookings)
    return [_booking_view(user, booking, known) for booking in bookings]


def _read(user: Viewer, bookings: Sequence[Booking]) -> _Known:
    parties = {booking.act_id for booking in bookings} | {booking.spot.show.owner_id for booking in bookings}
    roles = roles_by_party(user, parties)
    led = frozenset(party_id for party_id, held in roles.items() if held & LEADING_ROLES)
    books, may_book = _booked_by(user, bookings)
    told = [booking for booking in bookings if is_staff(user) or _sides(booking, led, books)]
    spots = Spot.objects.filter(show__in={booking.spot.show_id for booking in bookings})
    filled = [spot for spot in spots if spot.state == SpotState.FILLED]
    lineups = _grouped(
        LineupEntry.objects.filter(booking__in=bookings).select_related("user", "stands_in_for"), "booking_id"
    )
    history = list(_history(bookings, told))
    return _Known(
        led=led,
        books=books,
        may_book=may_book,
        plays_in=frozenset(party_id for party_id, held in roles.items() if held & PLAYING_ROLES),
        spots=_grouped(spots, "show_id"),
        acts=promised_acts(filled),
        lineups=lineups,
        history=_grouped(history, "booking_id"),
        people=people_in(history),
        leaders=leader_ids_of(parties) if told else {},
        checks=check_bookings(
            [booking for booking in bookings if booking.act_id in led and _is_to_come(booking)], lineups
        ),
    )


def _is_to_come(booking: Booking) -> bool:
    return booking.state in LIVE and booking.spot.show.out_at > now()


def _booked_by(user: Viewer, bookings: Sequence[Booking]) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """The shows for which the viewer may speak as their headliner, and those where that act may still agree to
    something. Three queries at most, none where no host lets it."""
    shows = {booking.spot.show_id for booking in bookings if booking.spot.show.headliner_says == HeadlinerSays.BOOKS}
    heading = headliners(shows)
    led = led_ids(user, set().union(*heading.values())) if heading else frozenset()
    books = frozenset(show_id for show_id, acts in heading.items() if acts & led)
    active = headliners(books, only_active=True)
    return books, frozenset(show_id for show_id, acts in active.items() if acts & led)


def _history(bookings: Collection[Booking], told: Collection[Booking]) -> Iterable[HistoryEntry]:
    """All that happened to those whose deal the viewer knows, and why each of the others was called off."""
    over = [booking for booking in bookings if booking.state not in LIVE]
    if not told and not over:
        return []
    known = Q(booking__in=told) | Q(booking__in=over, event__in=CALLED_OFF)
    return HistoryEntry.objects.filter(known).select_related("actor")


def _grouped(rows: Iterable, name: str) -> dict[UUID, list]:
    groups: dict[UUID, list] = {}
    for row in rows:
        groups.setdefault(getattr(row, name), []).append(row)
    return groups


def _parties(booking: Booking) -> dict[Side, Party]:
    return {Side.ACT: booking.act, Side.HOST: booking.spot.show.owner}


def _sides(booking: Booking, led: frozenset[UUID], books: frozenset[UUID]) -> frozenset[Side]:
    sides = frozenset(side for side, party in _parties(booking).items() if party.pk in led)
    speaks = booking.state == BookingState.PENDING and booking.spot.show_id in books
    return sides | {Side.HOST} if speaks else sides


def _booking_view(user: Viewer, booking: Booking, known: _Known) -> BookingView:
    sides = _sides(booking, known.led, known.books)
    knows_deal = bool(sides) or is_staff(user)
    is_acts = booking.act_id in known.led
    entries = known.lineups.get(booking.pk, ())
    lineup = tuple(_lineup_view(user, entry, entries, is_acts=is_acts) for entry in entries)
    mine = next((entry for entry in lineup if entry.is_me and _is_open(entry, booking, known)), None)
    spot = spot_view(booking.spot)
    return BookingView(
        id=booking.pk,
        state=booking.state,
        version=booking.version,
        initiated_by=booking.initiated_by,
        turn=booking.turn or None,
        answer_by=booking.answer_by if booking.state == BookingState.PENDING else None,
        offer=booking.offer_number,
        show=_show_view(user, booking, known),
        spot=spot if knows_deal else replace(spot, fee=None),
        act=booking.act,
        host=booking.spot.show.owner,
        fee=fee_view(booking.fee_minor, booking.fee_currency_id) if knows_deal else None,
        fee_words=pay_words(booking) if knows_deal else "",
        deal=booking.deal if knows_deal else None,
        cancellation_tiers=booking.cancellation_tiers if knows_deal else None,
        message=booking.message if knows_deal else "",
        lineup=lineup,
        history=tuple(_history_of(user, booking, sides, known)) if knows_deal else (),
        side=foremost(sides, booking),
        my_entry=mine,
        allowed=frozenset(_allowed(user, booking, sides, mine, known)),
        created_at=booking.created_at,
        lineup_check=known.checks.get(booking.pk, LineupCheck()) if is_acts else None,
        cancel_reason=_cancel_reason(known.history.get(booking.pk, ())) if knows_deal or mine else "",
        is_led=bool({booking.act_id, booking.spot.show.owner_id} & known.led),
    )


def _show_view(user: Viewer, booking: Booking, known: _Known) -> ShowView:
    """Whoever stands on the bill knows the show by name."""
    show = booking.spot.show
    is_host = is_staff(user) or show.owner_id in known.led
    return assemble_show(show, known.spots.get(show.pk, []), known.acts, is_named=True, is_host=is_host)


def _lineup_view(user: Viewer, entry: LineupEntry, lineup: Sequence[LineupEntry], *, is_acts: bool) -> LineupView:
    is_me = entry.user_id is not None and entry.user_id == user.pk
    instead = who_fills(entry, lineup)
    return LineupView(
        id=entry.pk,
        user=entry.user_id,
        name=entry.name or entry.player.display_name,
        instrument=entry.instrument,
        state=entry.state,
        is_me=is_me,
        stands_in_for=entry.stands_in_for.display_name if entry.stands_in_for else "",
        is_missing=entry.missing_since is not None,
        replaced_by=instead.player.display_name if instead else "",
        fee=fee_view(entry.fee_minor, entry.fee_currency_id) if is_acts or is_me else None,
    )


def _is_open(mine: LineupView, booking: Booking, known: _Known) -> bool:
    """As `LineupEntry.objects.open_to` has it: who has left the act knows of what they play in, and of nothing else."""
    return mine.state == LineupState.PLAYS or booking.act_id in known.plays_in


def _history_of(user: Viewer, booking: Booking, sides: frozenset[Side], known: _Known) -> list[HistoryView]:
    parties = _parties(booking)
    by_side = {side: known.leaders.get(party.pk, frozenset()) for side, party in parties.items()}
    players = {entry.user_id for entry in known.lineups.get(booking.pk, ()) if entry.user_id}
    own = frozenset(players).union(*(by_side[side] for side in sides))
    entries = known.history.get(booking.pk, ())
    return history_views(user, booking, entries, parties=parties, by_side=by_side, own=own, people=known.people)


def _cancel_reason(history: Iterable[HistoryEntry]) -> str:
    """Whoever stands in the line-up reads it too: it is no part of the deal."""
    return next((say_text(entry.text) for entry in history if entry.event in CALLED_OFF), "")


def _allowed(
    user: Viewer, booking: Booking, sides: frozenset[Side], mine: LineupView | None, known: _Known
) -> Iterable[str]:
    if not _is_to_come(booking):
        return
    if booking.state == BookingState.PENDING:
        if booking.turn in sides:
            yield "decline"
            yield from _agreeing(booking, known)
        if withdrawing_sides(booking.initiated_by, booking.turn) & sides:
            yield "withdraw"
    elif (sides or is_staff(user)) and not sets_begun([booking], now()):
        yield "cancel"
    if Side.ACT in sides:
        yield "set_lineup"
        if not booking.act.is_inactive:
            yield "replace_player"
    if mine and not mine.replaced_by:
        is_promised = booking.state == BookingState.CONFIRMED and mine.state == LineupState.PLAYS
        yield "release" if is_promised else "answer_lineup"


def _agreeing(booking: Booking, known: _Known) -> Iterable[str]:
    """Whoever is suspended or closed agrees to nothing, and nobody agrees with them; a headliner that books speaks for
    the host in its own name too."""
    show = booking.spot.show
    own, other = (booking.act, show.owner) if booking.turn == Side.ACT else (show.owner, booking.act)
    speaks = own.pk in known.led or show.pk in known.may_book
    if speaks and not own.is_inactive:
        yield "counter"
        if not other.is_inactive:
            yield "accept"
