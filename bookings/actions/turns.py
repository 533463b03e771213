"""Whose turn it is: who may answer what is proposed now, and until when. All assume show and booking locked."""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.access import can_lead
from accounts.errors import NotApproved
from accounts.models import User
from accounts.queries import site_settings
from bookings.access import sides_of
from bookings.actions.doing import Doing
from bookings.errors import Vetoed
from bookings.models import Booking, Show
from bookings.queries.bills import headliners_of
from bookings.states import BookingState, HeadlinerSays, SpotState
from engagements.actions.inputs import clean_instant
from engagements.errors import WrongState
from engagements.states import Side

MONEY = ("fee_minor", "fee_currency_id", "deal", "cancellation_tiers")


def require_turn(user: User, booking: Booking, doing: Doing) -> frozenset[Side]:
    """The booking is pending, not run out, its spot free, and it is the user's turn; returns the sides they lead.

    Raises PermissionDenied, WrongState, NotApproved for a suspended headliner that speaks for its host.
    """
    sides = sides_of(user, booking)
    if not sides:
        raise PermissionDenied
    if booking.state != BookingState.PENDING:
        raise WrongState(booking.state)
    if booking.turn not in sides:
        raise PermissionDenied
    if booking.turn == Side.HOST:
        require_active_headliner(user, booking.spot.show)
    if booking.spot.state != SpotState.OPEN:
        raise WrongState(booking.spot.state, _("This slot is taken."))
    if booking.spot.call_at <= doing.at or (booking.answer_by is not None and booking.answer_by <= doing.at):
        raise WrongState(BookingState.EXPIRED, _("The deadline to answer has passed."))
    return sides


def require_offer(booking: Booking, offer: int | None) -> None:
    """What is answered is the offer that counts, where the answer says which one its sender saw.

    Raises WrongState when another one was made meanwhile: nobody agrees to terms that they have not read.
    """
    if offer is not None and offer != booking.offer_number:
        changed = _("The terms have changed. Read them before you answer.")
        raise WrongState(booking.state, changed, offer=booking.offer_number)


def require_active_headliner(user: User, show: Show) -> None:
    """Raise NotApproved if the user books the bill as its headliner and that act is suspended or closed. No query if
    the host books alone."""
    if show.headliner_says != HeadlinerSays.BOOKS or can_lead(user, show.owner):
        return
    own = [act for act in headliners_of(show) if can_lead(user, act)]
    if all(act.is_inactive for act in own):
        NotApproved.unless_all(*own)


def require_hosts_money(user: User, booking: Booking) -> None:
    """A headliner that books for its host gives away no money of the host's: fee, deal and cancellation are those with
    which the booking began. Raises WrongState for anybody who speaks for the host without leading it.
    """
    show = booking.spot.show
    if booking.turn != Side.HOST or show.headliner_says != HeadlinerSays.BOOKS or can_lead(user, show.owner):
        return
    begun = booking.offers.order_by("number").first()
    if begun and any(getattr(begun, name) != getattr(booking, name) for name in MONEY):
        raise WrongState(booking.state, _("The host has to agree to the fee. Ask them to answer this offer."))


def require_not_vetoed(booking: Booking) -> None:
    """Raise Vetoed while the headliner does not want this act on its bill, as long as its word counts there."""
    if booking.vetoed_at is not None and booking.spot.show.headliner_says != HeadlinerSays.NOTHING:
        raise Vetoed


def usual_answer_by(call_at: dt.datetime, doing: Doing) -> dt.datetime:
    """So many days as staff have set, but never after the call."""
    return min(doing.at + dt.timedelta(days=site_settings().application_days), call_at)


def clean_answer_by(answer_by: dt.datetime | None, call_at: dt.datetime, doing: Doing) -> dt.datetime:
    """Until when the other side answers: after now, at the latest by the call; None is the usual time.

    Raises ValidationError({"answer_by": ...}).
    """
    if answer_by is None:
        return usual_answer_by(call_at, doing)
    answer_by = clean_instant("answer_by", answer_by)
    if answer_by <= doing.at:
        raise ValidationError({"answer_by": [_("Give them more time to answer.")]})
    if answer_by > call_at:
        raise ValidationError({"answer_by": [_("The deadline must be before the call time.")]})
    return answer_by
