"""Calling off what was promised: a booking, or a whole show. Claims are given back and everybody is told."""

import datetime as dt
from collections.abc import Iterable
from typing import TypedDict

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from availability.actions import lock_calendars, release_claims
from bookings.access import can_cancel_booking, can_edit_show, side_of
from bookings.actions.answers import drop_private_show
from bookings.actions.doing import Doing
from bookings.actions.entries import cancel_booking_entries, cancel_show_entries, write_show_entries
from bookings.actions.invitations import end_headliners_links
from bookings.actions.locking import concerned_calendars, lock_booking, lock_bookings, lock_show
from bookings.actions.moves import announce_bill, move_booking, move_show, move_spot, raise_version
from bookings.actions.refills import refill_by_policy
from bookings.actions.rescheduling import drop_open_move
from bookings.actions.stages import let_rooms_go
from bookings.actions.telling import players, tell_sides, touch_night
from bookings.hooks import show_called_off
from bookings.models import Booking, Cancellation, LineupEntry, Show
from bookings.queries.changes import cost_of_cancelling, sets_begun
from bookings.queries.lineups import lineup_of
from bookings.states import (
    LIVE,
    PROMISED,
    PUBLISHED,
    SHOW_TRANSITIONS,
    BookingState,
    Event,
    HeadlinerSays,
    InitiatedBy,
    LineupState,
    ShowState,
    SpotRole,
    SpotState,
)
from engagements.actions.inputs import clean_message
from engagements.actions.transactions import one_transaction
from engagements.actions.transitions import require_move
from engagements.errors import WrongState
from engagements.states import Channel, Side
from engagements.words.site_texts import SiteText


@one_transaction
def cancel_booking(
    *,
    acting_user: User,
    booking: Booking,
    message: str | SiteText = "",
    side: Side | None = None,
    is_free: bool = False,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Booking:
    """Call off a confirmed booking, by either side, or by staff with a reason. `side` closes, whoever acts for it.
    `is_free`: it owes nothing for that, whatever the tiers say; whether it may is the caller's to know.

    Act and musicians are free again, the spot is open, a show still to come takes applications again. What the side
    owes for it by the tiers agreed at booking is kept (`Cancellation`), and another act is looked for where the house
    wants that. Raises WrongState when it is not confirmed, or its set has begun: from then on what went wrong is
    reported. PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    message = clean_message(message)
    locked = lock_booking(booking)
    if not can_cancel_booking(acting_user, locked):
        raise PermissionDenied
    side = side or _speaking_side(acting_user, locked, channel)
    _require_reason(message, side, "message")
    show = locked.spot.show
    if locked.state != BookingState.CONFIRMED:  # what is disputed is settled by staff
        raise WrongState(locked.state)
    _require_not_begun(locked.state, [locked], at or now())
    entries = lineup_of([locked])
    lock_calendars(concerned_calendars(show, [locked], entries))
    cancellation = _write_cancellation(locked, side, doing, message, is_free=is_free)
    call_off(locked, entries, doing, Event.CANCELLED, message)
    drop_open_move(show, doing)
    _reopen(locked, doing)
    refill_by_policy(locked, doing)
    touch_night(show, [locked])
    tell_sides(doing, "cancelled", locked, also=players(entries), **_owed(cancellation))
    return locked


def _require_not_begun(state: str, bookings: Iterable[Booking], at: dt.datetime) -> None:
    """Raise WrongState once one of these sets has begun. `at` is read under the locks: whoever waited for them may have
    asked before the set, and is too late all the same."""
    if sets_begun(bookings, at):
        raise WrongState(state, _("A set has started, so you can’t cancel. Report a problem instead."))


def _speaking_side(user: User, booking: Booking, channel: Channel) -> Side | None:
    """Who calls it off and owes what was agreed for that; staff, who speak for neither side, owe nothing."""
    return None if channel == Channel.ADMIN else side_of(user, booking)


def _write_cancellation(
    booking: Booking, side: Side | None, doing: Doing, reason: str, *, is_free: bool = False
) -> Cancellation:
    """Keep what it costs by the tiers that were agreed."""
    cost = cost_of_cancelling(booking, doing.at)
    cancellation = Cancellation(
        booking=booking, side=side or "", reason=reason, days_before=cost.days_before, at=doing.at
    )
    if side and not is_free:
        cancellation.percent = cost.percent
        cancellation.fee_minor, cancellation.fee_currency_id = cost.owed_minor, cost.currency
    cancellation.save(force_insert=True)
    return cancellation


class _Owed(TypedDict, total=False):
    owes: str
    percent: int
    owed_minor: int | None
    currency: str | None


def _owed(cancellation: Cancellation) -> _Owed:
    """Who owes what for it, as its news tells the leaders of both sides."""
    if not cancellation.percent:
        return {}
    return {
        "owes": cancellation.side,
        "percent": cancellation.percent,
        "owed_minor": cancellation.fee_minor,
        "currency": cancellation.fee_currency_id,
    }


def _reopen(booking: Booking, doing: Doing) -> None:
    """The spot is to be had again, and with it a show still to come; a client's private show ends instead."""
    show = booking.spot.show
    move_spot(booking.spot, SpotState.OPEN)
    if booking.initiated_by == InitiatedBy.REQUEST:
        drop_private_show(show, booking, doing)
        cancel_show_entries(show)
        return
    if show.state == ShowState.CONFIRMED and show.starts_at > doing.at:
        move_show(show, ShowState.OPEN, Event.REOPENED, doing)
    else:
        raise_version(show)
        announce_bill(show)
    write_show_entries(show)


@one_transaction
def cancel_show(
    *,
    acting_user: User,
    show: Show,
    reason: str | SiteText = "",
    side: Side | None = None,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Show:
    """Call off a show, or throw a draft away: by its owner's leaders, or by staff with a reason. `side` as in
    `cancel_booking`.

    The stage is free again, confirmed bookings are cancelled, waiting ones declined, disputed ones left to staff,
    calendars say so, everybody concerned is told. Raises WrongState when it is over or was called off already, or a set
    on it has begun: from then on what went wrong is reported. PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    reason = clean_message(reason, "reason")
    locked = lock_show(show.pk)
    leads = can_edit_show(acting_user, locked)
    if not (leads or acting_user.is_staff):
        raise PermissionDenied
    side = side or (Side.HOST if leads and channel != Channel.ADMIN else None)
    _require_reason(reason, side, "reason")
    before = ShowState(locked.state)
    require_move(SHOW_TRANSITIONS, before, ShowState.CANCELLED)
    moment = at or now()
    if before in PUBLISHED and locked.out_at <= moment:
        raise WrongState(before, _("The show is over."))
    bookings = lock_bookings(locked, state__in=sorted(LIVE | PROMISED))
    _require_not_begun(before, bookings, moment)
    bookings = [booking for booking in bookings if booking.state != BookingState.COMPLETED]
    entries = lineup_of(bookings)
    lock_calendars(concerned_calendars(locked, bookings, entries))
    drop_open_move(locked, doing)
    for booking in bookings:
        _end(booking, [entry for entry in entries if entry.booking_id == booking.pk], side, doing, reason)
    former, locked.claim, locked.cancel_reason = locked.claim, None, reason
    move_show(locked, ShowState.CANCELLED, Event.CANCELLED, doing, text=reason, fields=("claim", "cancel_reason"))
    release_claims(blocks=[former, *let_rooms_go(locked)])
    if before in PUBLISHED:
        cancel_show_entries(locked)
    touch_night(locked, bookings)
    show_called_off(locked, doing)
    return locked


def _end(booking: Booking, entries: list[LineupEntry], side: Side | None, doing: Doing, reason: str) -> None:
    owed: _Owed = {}
    if booking.state == BookingState.CONFIRMED:
        owed = _owed(_write_cancellation(booking, side, doing, reason))
        call_off(booking, entries, doing, Event.SHOW_CANCELLED, reason)
        move_spot(booking.spot, SpotState.OPEN)
    elif booking.state == BookingState.DISPUTED:  # what it comes to is for staff to say: its promise stands until then
        raise_version(booking)
        state, show = booking.state, booking.spot.show
        doing.note(Event.SHOW_CANCELLED, show=show, booking=booking, before=state, after=state, text=reason)
        cancel_booking_entries(booking, [entry for entry in entries if entry.claim_id])
    else:
        move_booking(booking, BookingState.DECLINED, Event.SHOW_CANCELLED, doing, text=reason)
    tell_sides(doing, "show_cancelled", booking, also=players(entries), **owed)


def call_off(booking: Booking, entries: list[LineupEntry], doing: Doing, event: Event, text: str) -> None:
    """Cancel a confirmed booking and give back its claims: first what refers to them lets go. Assumes all locked."""
    playing = [entry for entry in entries if entry.state == LineupState.PLAYS and entry.user_id]
    blocks = [booking.claim, *(entry.claim for entry in playing)]
    booking.claim = None
    move_booking(booking, BookingState.CANCELLED, event, doing, text=text)
    for entry in playing:
        entry.claim = entry.kept_at = entry.doubt_told_at = None
    LineupEntry.objects.bulk_update(playing, ["claim", "kept_at", "doubt_told_at"])
    release_claims(blocks=blocks)
    cancel_booking_entries(booking, playing)
    if booking.spot.role == SpotRole.HEADLINER and booking.spot.show.headliner_says == HeadlinerSays.BOOKS:
        end_headliners_links(booking.spot.show)


def _require_reason(text: str, side: Side | None, field: str) -> None:
    """Require a reason from staff who act for neither side. Raises ValidationError."""
    if side is None and not text:
        raise ValidationError({field: [_("Give a reason. Both sides will read it.")]})
