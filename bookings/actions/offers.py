"""Counter-offers: the side whose turn it is proposes other terms. Every version is kept; the last one counts."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.access import require_active
from accounts.models import User
from availability.actions import touch
from availability.ranges import Period
from bookings.actions.beginnings import store_offer
from bookings.actions.doing import Doing
from bookings.actions.lineups import change_lineup, choose_lineup
from bookings.actions.locking import host_calendars, lock_booking
from bookings.actions.moves import raise_version
from bookings.actions.offer_times import TIMES, check_times, given_times, spot_at, times_told, write_times
from bookings.actions.telling import tell
from bookings.actions.turns import clean_answer_by, require_hosts_money, require_offer, require_turn
from bookings.models import Booking, Offer, Spot
from bookings.queries.conflicts import check_bookings, read_lineups
from bookings.queries.offers import standing_offer
from bookings.states import BookingState, Event, InitiatedBy, LineupState
from engagements.actions.inputs import clean_deal, clean_ids, clean_message
from engagements.actions.lineups import require_known_conflicts
from engagements.actions.transactions import one_transaction
from engagements.deals import Deal
from engagements.deals.tiers import Tiers, clean_tiers
from engagements.errors import WrongState
from engagements.queries.people import leaders_of, roster
from engagements.states import Channel, Side, other_side

FIRST_ANSWER = 2
"""The number of the offer with which the asked side answers for the first time."""
OFFERS_MAX = 50
MONEY = ("fee_minor", "fee_currency", "deal", "cancellation_tiers")


@dataclass(frozen=True)
class OfferTerms:
    """All that an offer says. `deal` includes the fee; a fee of None is one to be agreed.

    Times left out stay as they are: give start and end, and the call if it moves too. `cancellation_tiers` and `lineup`
    (user ids) left out stay as well. Begin with `terms_of(booking)` and `replace` what changes.
    """

    fee_minor: int | None = None
    fee_currency: str | None = None
    deal: Deal | None = None
    cancellation_tiers: Tiers | None = None
    call_at: dt.datetime | None = None
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    released_at: dt.datetime | None = None
    lineup: Collection[UUID | str] | None = None


def terms_of(booking: Booking) -> OfferTerms:
    """The terms that count now, as a counter-offer begins with them: times and line-up as they are."""
    return OfferTerms(booking.fee_minor, booking.fee_currency_id, Deal.of(booking.deal) if booking.deal else None)


@one_transaction
def counter_booking(
    *,
    acting_user: User,
    booking: Booking,
    terms: OfferTerms,
    message: str = "",
    answer_by: dt.datetime | None = None,
    offer: int | None = None,
    despite_conflicts: bool | str = False,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Booking:
    """Answer with other terms: the next offer is kept, and it is the other side's turn, with new time to answer.

    The side whose turn it is counters; `offer` is the number of the one it read. The act's line-up is written, and
    asked, at once; the host may only leave people of it out, which counts once the act accepts. Nothing is claimed.
    An offer of the act's is its word, as an application is: where somebody in its line-up is busy then, it takes
    `despite_conflicts`. Raises PermissionDenied, NotApproved for a side that is suspended, WrongState, LineupConflicts,
    ValidationError by field: fee, deal, cancellation_tiers, the four times, lineup, answer_by, and `terms` when nothing
    would change.
    """
    doing = Doing.begin(acting_user, channel, at)
    message = clean_message(message)
    locked = lock_booking(booking)
    require_turn(acting_user, locked, doing)
    require_offer(locked, offer)
    side = Side(locked.turn)
    require_active(locked.act if side == Side.ACT else locked.spot.show.owner)
    if locked.offer_number >= OFFERS_MAX:
        raise WrongState(locked.state, _("You’ve reached the limit for counter-offers. Accept or decline this one."))
    _propose(locked, terms, message, answer_by, doing)
    if side == Side.ACT:
        check = check_bookings([locked], read_lineups([locked]))[locked.pk]
        require_known_conflicts(check, despite_conflicts=despite_conflicts)
    # With its first answer to a request the act lets everybody know that it is asked for.
    is_public = locked.initiated_by == InitiatedBy.REQUEST and locked.offer_number == FIRST_ANSWER
    touch(host_calendars(locked.spot.show) | {locked.act.calendar_id}, public=is_public)
    asked = locked.act if locked.turn == Side.ACT else locked.spot.show.owner
    tell(doing, leaders_of(asked), "countered", locked, offer=locked.offer_number)
    return locked


def _propose(booking: Booking, terms: OfferTerms, message: str, answer_by: dt.datetime | None, doing: Doing) -> None:
    """Put other terms on a pending booking, and keep them as its next offer."""
    side, standing = Side(booking.turn), standing_offer(booking)
    on_table = spot_at(booking.spot, standing and standing.times_asked_for)
    before = _told(booking, on_table, _lineup_on_table(booking, standing))
    spot = spot_at(on_table, terms)
    if given_times(terms):
        check_times(booking, spot, doing)
    lineup = before["lineup"] if terms.lineup is None else _clean_lineup(booking, side, terms.lineup)
    _set_money(booking, terms)
    require_hosts_money(doing.person, booking)
    after = _told(booking, spot, lineup)
    changes = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    if not changes:
        raise ValidationError({"terms": [_("That’s the current offer. Accept it, or change something.")]})
    booking.offer_number += 1
    booking.turn = other_side(side)
    booking.answer_by = clean_answer_by(answer_by, spot.call_at, doing)
    booking.save(update_fields=["offer_number", "turn", "answer_by", *MONEY])
    is_moved = times_told(spot) != times_told(booking.spot)
    more: dict[str, Any] = {name: getattr(spot, name) for name in TIMES} | {"moves_set": is_moved}
    is_named = terms.lineup is not None or (standing is not None and standing.lineup is not None)
    store_offer(booking, doing, side, message=message, lineup=lineup if is_named else None, **more)
    if "lineup" in changes and side == Side.ACT:
        change_lineup(booking, choose_lineup(roster(booking.act), lineup), doing)
    raise_version(booking)
    _note(doing, booking, Event.COUNTERED, changes, text=message)


def renew_offers(bookings: Iterable[Booking], doing: Doing) -> None:
    """The host has moved sets for which acts wait: where an act is asked, or applied for other hours, that is a new
    offer of the host's, with the times that the spot has now. So no act is booked at hours that it has not read.

    Assumes all locked, spots as stored.
    """
    for booking in bookings:
        if booking.state == BookingState.PENDING and not _is_said(booking):
            lineup = booking.offers.get(number=booking.offer_number).lineup
            if booking.turn == Side.HOST:
                booking.turn, booking.answer_by = Side.ACT, clean_answer_by(None, booking.spot.call_at, doing)
            booking.offer_number += 1
            booking.save(update_fields=["offer_number", "turn", "answer_by"])
            store_offer(booking, doing, Side.HOST, lineup=lineup)


def _is_said(booking: Booking) -> bool:
    """Whether the offer that counts says when the set is now; of an act that waits itself, whether its hours do."""
    last, spot = booking.offers.get(number=booking.offer_number), booking.spot
    if last.moves_set or all(getattr(last, name) == getattr(spot, name) for name in TIMES):
        return True
    asked_for, wanted = Period(last.call_at, last.released_at), Period(spot.call_at, spot.released_at)
    return booking.turn == Side.HOST and asked_for.contains(wanted)


def settle_offer(booking: Booking, doing: Doing) -> bool:
    """Bring spot and line-up to the offer that is being accepted; fee, deal and tiers stand on the booking already.

    Returns whether the offer says who plays. Assumes show and booking locked, the turn checked, and nothing claimed
    yet. No query for what nobody has countered.
    Raises WrongState when its times do not fit the show as it has become.
    """
    standing = standing_offer(booking)
    if standing is None:
        return False
    if standing.moves_set:
        _settle_times(booking, spot_at(booking.spot, standing), doing)
    if standing.lineup is None:
        return False
    booking.lineup.filter(user__isnull=False).exclude(user__in=standing.lineup).delete()
    return True


def _settle_times(booking: Booking, spot: Spot, doing: Doing) -> None:
    try:
        check_times(booking, spot, doing)
    except ValidationError as error:
        raise WrongState(booking.state, " ".join(error.messages)) from error
    before, after = times_told(booking.spot), times_told(spot)
    write_times(booking, spot)
    changes = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    _note(doing, booking, Event.TERMS_AGREED, changes)


def _lineup_on_table(booking: Booking, standing: Offer | None) -> list[str]:
    """Who would play, by user id: as the offer says, else who has not declined."""
    if standing and standing.lineup is not None:
        return sorted(map(str, standing.lineup))
    entries = booking.lineup.filter(user__isnull=False).exclude(state=LineupState.DECLINED)
    return sorted(map(str, entries.values_list("user_id", flat=True)))


def _clean_lineup(booking: Booking, side: Side, lineup: Collection[UUID | str]) -> list[str]:
    """The people named, of the act's members and deps; by the host, of those who stand in the line-up."""
    ids = clean_ids("lineup", lineup)
    if side == Side.ACT:
        choose_lineup(roster(booking.act), ids)
    elif not set(ids) <= set(booking.lineup.values_list("user_id", flat=True)):
        raise ValidationError({"lineup": [_("Choose only from the players in this offer.")]})
    return sorted(map(str, ids))


def _set_money(booking: Booking, terms: OfferTerms) -> None:
    fee = clean_deal(terms.fee_minor, terms.fee_currency, terms.deal)
    booking.fee_minor, booking.fee_currency_id, booking.deal = fee
    if terms.cancellation_tiers is not None:
        booking.cancellation_tiers = clean_tiers(terms.cancellation_tiers)


def _told(booking: Booking, spot: Spot, lineup: list[str]) -> dict[str, Any]:
    """All terms as the history keeps them."""
    fee = None
    if booking.fee_minor is not None:
        fee = {"amount_minor": booking.fee_minor, "currency": booking.fee_currency_id}
        fee |= {"deal": booking.deal} if booking.deal else {}
    money = {"fee": fee, "cancellation_tiers": booking.cancellation_tiers}
    return money | times_told(spot) | {"lineup": lineup}


def _note(doing: Doing, booking: Booking, event: Event, changes: dict[str, list], *, text: str = "") -> None:
    doing.note(
        event,
        show=booking.spot.show,
        booking=booking,
        before=booking.state,
        after=booking.state,
        text=text,
        changes=changes,
    )
