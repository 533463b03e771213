"""A booking begins: who asks, whose turn it is, until when, and the first version of the terms."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.access import can_lead, require_active
from accounts.errors import NotApproved
from accounts.models import Party, User
from accounts.states import PLAYING_KINDS
from bookings.actions.doing import Doing
from bookings.actions.shows import require_approved
from bookings.actions.turns import clean_answer_by
from bookings.models import Booking, Offer, Show, Spot
from bookings.queries.acquaintance import find_refusal
from bookings.queries.requests import why_not_again
from bookings.states import INITIATING_SIDE, BookingState, InitiatedBy, ShowState, SpotState
from engagements.deals.tiers import Tiers, clean_tiers
from engagements.errors import WrongState
from engagements.states import Side, other_side
from venues.models import HousePolicy, usual_tiers


def new_booking(
    spot: Spot,
    act: Party,
    initiated_by: InitiatedBy,
    doing: Doing,
    *,
    message: str = "",
    fee_minor: int | None = None,
    fee_currency: str | None = None,
    deal: dict[str, Any] | None = None,
    answer_by: dt.datetime | None = None,
    cancellation_tiers: Tiers | None = None,
) -> Booking:
    """A pending booking, not stored yet: the other side's turn, with the cancellation tiers of the house unless others
    are given. `deal`: as stored.

    Raises ValidationError({"answer_by": ...}, {"cancellation_tiers": ...}).
    """
    return Booking(
        spot=spot,
        act=act,
        initiated_by=initiated_by,
        turn=other_side(INITIATING_SIDE[initiated_by]),
        message=message,
        answer_by=clean_answer_by(answer_by, spot.call_at, doing),
        fee_minor=fee_minor,
        fee_currency_id=fee_currency,
        deal=deal,
        cancellation_tiers=tiers_of_house(spot.show) if cancellation_tiers is None else clean_tiers(cancellation_tiers),
        created_by=doing.user,
        created_at=doing.at,
    )


def store_booking(booking: Booking, doing: Doing) -> None:
    """Store a new booking with its offer number 1, that of the side that began it. Assumes the calendars of both
    locked. Raises NotApproved where one of them was closed meanwhile."""
    require_active(booking.act, booking.spot.show.owner)
    booking.save(force_insert=True)
    store_offer(booking, doing, INITIATING_SIDE[InitiatedBy(booking.initiated_by)], message=booking.message)


def store_offer(booking: Booking, doing: Doing, side: Side, *, message: str = "", **more) -> Offer:
    """Keep the terms that stand on the booking as its offer number `offer_number`; `more`: set times and line-up.

    Times left out are those of the spot now.
    """
    return Offer.objects.create(
        booking=booking,
        number=booking.offer_number,
        side=side,
        fee_minor=booking.fee_minor,
        fee_currency_id=booking.fee_currency_id,
        deal=booking.deal,
        cancellation_tiers=booking.cancellation_tiers,
        message=message,
        answer_by=booking.answer_by,
        made_by=doing.user,
        made_at=doing.at,
        channel=doing.channel,
        **booking.spot.times | more,
    )


def tiers_of_house(show: Show) -> Tiers:
    """What the venue says about cancelling; the usual tiers where it has said nothing, or there is no venue."""
    policies = HousePolicy.objects.filter(venue=show.stage.venue_id) if show.stage else HousePolicy.objects.none()
    found = policies.values_list("cancellation_tiers", flat=True).first()
    return usual_tiers() if found is None else found


def require_may_bring(user: User, act: Party) -> None:
    """The user may bring this act into a booking: they lead it, it plays, staff approved it, its page is online.

    Raises PermissionDenied, ValidationError({"act": ...}), NotApproved.
    """
    if not can_lead(user, act):
        raise PermissionDenied
    require_plays(act)
    require_approved(act)
    if not act.is_listed:
        raise NotApproved(_("Publish the act’s page before you apply."))


def require_not_again(spot: Spot, act: Party, initiated_by: InitiatedBy, doing: Doing) -> None:
    """Raise ValidationError if the same was asked and withdrawn too often within a day. Assumes the show locked."""
    if why := why_not_again(act, spot.show, initiated_by, doing.user, doing.at):
        raise ValidationError([why])


def require_welcome(user: User | None, party: Party, other: Party) -> None:
    """Raise a Refusal if one of these parties has blocked the other and they have no night to play together. `user` is
    None when the clock asks."""
    if refusal := find_refusal(user, party, other):
        raise refusal


def require_plays(act: Party) -> None:
    """Raise ValidationError({"act": ...}) for a party that does not play."""
    if act.kind not in PLAYING_KINDS:
        raise ValidationError(
            {"act": [_("Only bands and solo artists can play. Venues, agencies and studio professionals can’t.")]}
        )


def require_spot_open(spot: Spot, act: Party, doing: Doing) -> None:
    """The spot still waits for an act, and not for an answer of this one or to it. Raises WrongState."""
    if spot.show.state != ShowState.OPEN:
        raise WrongState(spot.show.state, _("This show isn’t taking applications."))
    if spot.state != SpotState.OPEN:
        raise WrongState(spot.state, _("This slot is taken."))
    if spot.call_at <= doing.at:
        raise WrongState(spot.show.state, _("Applications for this slot have closed."))
    if Booking.objects.pending().filter(spot=spot, act=act).exists():
        raise WrongState(BookingState.PENDING, _("You’ve already applied for this slot."))
