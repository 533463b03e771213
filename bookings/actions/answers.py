"""How a pending booking ends: accepted with its claims, declined, withdrawn, or not answered in time."""

import datetime as dt

from django.core.exceptions import PermissionDenied

from accounts.errors import NotApproved
from accounts.models import User
from accounts.states import INACTIVE, PartyKind
from availability.actions import claim, lock_calendars, write_entries
from bookings.access import require_side, sides_of
from bookings.actions.conflicts import claims_wanted, names_of, people_of
from bookings.actions.contradicting import tell_booked_against
from bookings.actions.doing import Doing
from bookings.actions.entries import Bill, bill_of, booking_entries, show_entries
from bookings.actions.lineups import ask_lineup, choose_lineup, write_lineup
from bookings.actions.locking import concerned_calendars, lock_booking, lock_rivals
from bookings.actions.moves import announce_bill, move_booking, move_bookings, move_show, move_spot, raise_version
from bookings.actions.offers import settle_offer
from bookings.actions.telling import players, tell, tell_acts, tell_sides, touch_night
from bookings.actions.turns import require_hosts_money, require_not_vetoed, require_offer, require_turn
from bookings.hooks import Consequences
from bookings.models import Booking, LineupEntry, Show
from bookings.queries.conflicts import check_entries
from bookings.queries.nights import nights_played
from bookings.states import BookingState, Event, InitiatedBy, LineupState, ShowState, SpotState, withdrawing_sides
from engagements.actions.conflicts import explaining_taken
from engagements.actions.inputs import clean_message
from engagements.actions.lineups import require_known_conflicts
from engagements.actions.transactions import SetGrew, one_transaction
from engagements.errors import WrongState
from engagements.queries.people import leaders_of, roster, roster_ids
from engagements.states import Channel, Side, other_side
from web.prepared import Parameter, PreparedQuery, run

LINEUP = PreparedQuery(
    lambda: LineupEntry.objects.filter(booking=Parameter("booking")).select_related("user").order_by("id")
)
CLAIM_LINEUP = """
UPDATE bookings_lineupentry entry SET claim_id = promised.claim_id
  FROM unnest(%s::bigint[], %s::bigint[]) AS promised(id, claim_id) WHERE entry.id = promised.id
"""


@one_transaction
def accept_booking(
    *,
    acting_user: User,
    booking: Booking,
    message: str = "",
    offer: int | None = None,
    despite_conflicts: bool | str = False,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Booking:
    """Confirm a pending booking: act and everybody who plays are promised from call to release, or nothing happens.

    The side whose turn it is accepts. In the same transaction the spot is filled, the show confirmed when its bill is
    complete, the other bookings that waited for the spot declined, and everybody's calendar and inbox told. Locks the
    show, all that wait for the spot, then all calendars concerned. `offer` is the number of the one that was read: it
    must still count. Raises `Taken` with who is promised and what is free instead, WrongState, NotApproved,
    PermissionDenied, `Busy`.
    """
    doing = Doing.begin(acting_user, channel, at)
    message = clean_message(message)
    locked, rivals = lock_rivals(booking)
    sides = require_turn(acting_user, locked, doing)
    require_offer(locked, offer)
    require_not_vetoed(locked)
    require_hosts_money(acting_user, locked)
    _require_parties_approved(locked)
    is_named = settle_offer(locked, doing)
    entries, is_new = _settle_lineup(locked, is_named=is_named)
    consequences = Consequences.of_booking([(locked.act_id, night) for night in nights_played(locked.spot)])
    lock_calendars(concerned_calendars(locked.spot.show, [locked, *rivals], entries) | consequences.calendars)
    _follow_members(locked, entries, doing.at, is_new=is_new)
    consequences.check()
    playing = [entry for entry in entries if entry.state == LineupState.PLAYS]
    check = check_entries(entries, locked.spot)  # before the claims, by which everybody's time is known
    _claim_all(locked, playing, people_of(playing) if Side.ACT in sides else {})
    if Side.ACT in sides:
        require_known_conflicts(check, despite_conflicts=despite_conflicts)
    with doing.noting_together():
        move_booking(locked, BookingState.CONFIRMED, Event.CONFIRMED, doing, text=message)
        bill = _fill_spot(locked, doing)
        move_bookings(rivals, BookingState.DECLINED, Event.PASSED_OVER, doing)
    write_entries(drafts=[*booking_entries(locked, playing), *show_entries(locked.spot.show, bill)])
    touch_night(locked.spot.show, [locked, *rivals])
    consequences.carry_out(doing)
    tell_acts(doing, "declined", rivals, reason=Event.PASSED_OVER)
    against = tell_booked_against(doing, locked, playing, check)
    tell_sides(doing, "confirmed", locked, also=players(entry for entry in playing if entry not in against))
    if is_new:
        ask_lineup(doing, locked, entries)
    return locked


def _require_parties_approved(booking: Booking) -> None:
    """Require that both sides are still approved. A private person needs no approval, but must not be suspended.
    Assumes that they were read with the locked booking."""
    host = booking.spot.show.owner
    NotApproved.unless_all(booking.act, *([] if host.kind == PartyKind.PERSON else [host]))
    if host.approval in INACTIVE:
        NotApproved.unless_all(host)


def _settle_lineup(booking: Booking, *, is_named: bool) -> tuple[list[LineupEntry], bool]:
    """Who is in it, and whether that was settled just now: an act that was asked comes with all its members unless the
    offer says who plays."""
    entries = LINEUP.all(booking=booking.pk)
    if not entries and not is_named and booking.initiated_by != InitiatedBy.APPLICATION:
        return write_lineup(booking, choose_lineup(roster(booking.act), None)), True
    return entries, False


def _follow_members(booking: Booking, entries: list[LineupEntry], at: dt.datetime, *, is_new: bool) -> None:
    """Whoever left the act since steps out, and is missing from then on.

    Memberships are written under the act's calendar, which is locked now: who joined before that belongs to a line-up
    of all, and their calendar may not be locked.
    """
    people = roster_ids(booking.act)
    gone = [entry for entry in entries if entry.user_id and entry.user_id not in people]
    for entry in gone:
        entry.state, entry.missing_since = LineupState.DECLINED, at
    if gone:
        LineupEntry.objects.bulk_update(gone, ["state", "missing_since"])
    known = {entry.user_id for entry in entries}
    if is_new and any(each.user_id not in known for each in choose_lineup(roster(booking.act), None)):
        raise SetGrew


def _claim_all(booking: Booking, playing: list[LineupEntry], people: dict[int, str]) -> None:
    show = booking.spot.show
    ids = [booking.act.calendar_id, *(entry.player.calendar_id for entry in playing)]
    wanted = claims_wanted(booking.spot, ids)
    with explaining_taken(names_of(show, booking), wanted, show.timezone, people):
        booking.claim, *claims = claim(wanted=wanted)
    for entry, block in zip(playing, claims, strict=True):
        entry.claim = block
    run(CLAIM_LINEUP, [[entry.pk for entry in playing], [block.pk for block in claims]])


def _fill_spot(booking: Booking, doing: Doing) -> Bill:
    """The spot is taken, and the show confirmed when it was the last; returns the bill as it stands now."""
    show = booking.spot.show
    move_spot(booking.spot, SpotState.FILLED)
    bill = bill_of(show)
    if bill.is_complete:
        move_show(show, ShowState.CONFIRMED, Event.FILLED, doing)
    else:
        raise_version(show)
        announce_bill(show)
    return bill


@one_transaction
def decline_booking(
    *,
    acting_user: User,
    booking: Booking,
    message: str = "",
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Booking:
    """Say no to what waits for one's answer. Raises WrongState, PermissionDenied unless it is one's side's turn."""
    doing = Doing.begin(acting_user, channel, at)
    message = clean_message(message)
    locked = lock_booking(booking)
    _require_pending(acting_user, locked, *([Side(locked.turn)] if locked.turn else []))
    return end_pending(locked, BookingState.DECLINED, Event.DECLINED, doing, text=message)


@one_transaction
def withdraw_booking(
    *,
    acting_user: User,
    booking: Booking,
    message: str = "",
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Booking:
    """Take back what one's side began, or the offer that it waits with. Raises WrongState, PermissionDenied."""
    doing = Doing.begin(acting_user, channel, at)
    message = clean_message(message)
    locked = lock_booking(booking)
    sides = withdrawing_sides(locked.initiated_by, locked.turn) if locked.turn else ()
    _require_pending(acting_user, locked, *sides)
    return end_pending(locked, BookingState.WITHDRAWN, Event.WITHDRAWN, doing, text=message)


def _require_pending(user: User, booking: Booking, *sides: Side) -> None:
    if not sides_of(user, booking):
        raise PermissionDenied
    if booking.state != BookingState.PENDING:
        raise WrongState(booking.state)
    require_side(user, booking, *sides)


def end_pending(
    booking: Booking, to: BookingState, event: Event, doing: Doing, *, text: str = "", side: Side | None = None
) -> Booking:
    """End a pending booking without a promise, and tell the others; a request's private show ends with it. `side`
    ends it, whoever acts for it.

    Assumes show and booking locked.
    """
    show, turn = booking.spot.show, Side(booking.turn)
    lock_calendars(concerned_calendars(show, [booking]))
    move_booking(booking, to, event, doing, text=text)
    drop_private_show(show, booking, doing)
    touch_night(show, [booking])
    _tell_ended(booking, event, turn, doing, side)
    return booking


def _tell_ended(booking: Booking, event: Event, turn: Side, doing: Doing, side: Side | None) -> None:
    """An answer is for whoever waited for it, a withdrawal for the other side, and silence concerns both."""
    parties = {Side.ACT: booking.act, Side.HOST: booking.spot.show.owner}
    if event == Event.EXPIRED:
        tell_sides(doing, "expired", booking)
    elif event == Event.WITHDRAWN:
        withdrawn_by = {side} if side else sides_of(doing.person, booking) or {other_side(turn)}
        told = [party for side, party in parties.items() if side not in withdrawn_by]
        tell(doing, leaders_of(*told), "withdrawn", booking)
    else:
        tell(doing, leaders_of(parties[other_side(turn)]), "declined", booking, reason=event)


def drop_private_show(show: Show, booking: Booking, doing: Doing) -> None:
    """A client's private show was there for this one booking."""
    if booking.initiated_by == InitiatedBy.REQUEST and show.state in (ShowState.DRAFT, ShowState.CONFIRMED):
        move_show(show, ShowState.CANCELLED, Event.CANCELLED, doing)
