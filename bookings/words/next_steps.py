"""What happens next with a booking, in words: whose turn it is, until when, and what comes of silence."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.access import BookingView
from bookings.models import Booking
from bookings.states import BookingState, Event, LineupState
from engagements.states import Side
from web.dates import say_moment
from web.money import format_amount
from web.texts import isolated

_NOTHING_PROMISED = gettext_lazy("Nothing is booked.")
NEXT_STEPS = {
    BookingState.CONFIRMED: gettext_lazy("Everyone’s booked."),
    BookingState.DECLINED: _NOTHING_PROMISED,
    BookingState.WITHDRAWN: _NOTHING_PROMISED,
    BookingState.EXPIRED: _NOTHING_PROMISED,
    BookingState.COMPLETED: "",
    BookingState.CANCELLED: "",
    BookingState.DISPUTED: "",
}
"""What comes next of a booking that waits for no answer; empty where nothing does."""


def whats_next(view: BookingView) -> str:
    """One or two sentences for this viewer; empty where nothing is to come any more."""
    if view.state == BookingState.PENDING:
        return _pending(view)
    if view.state == BookingState.CONFIRMED and any(entry.state == LineupState.ASKED for entry in view.lineup):
        return _("Everyone else is booked. The dep still has to say yes.")
    if view.state == BookingState.DECLINED and any(each.event == Event.PASSED_OVER for each in view.history):
        return _("Another act got the slot.")
    if view.missing:
        return _("Everyone else is booked.")
    return str(NEXT_STEPS.get(BookingState(view.state), ""))


def _pending(view: BookingView) -> str:
    asked, waits = (view.act, view.host) if view.turn == Side.ACT else (view.host, view.act)
    if view.answer_by is None:
        return _("Waiting for %(party)s. There’s no deadline.") % {"party": isolated(asked.name)}
    words = {
        "party": isolated(asked.name),
        "other": isolated(waits.name),
        "when": say_moment(view.answer_by, view.show.timezone),
    }
    if "decline" in view.allowed:
        return _("Reply to %(other)s by %(when)s, or this expires.") % words
    return _("%(party)s has until %(when)s to reply. After that, this expires.") % words


def deps_fee(view: BookingView) -> str:
    """What the viewer is paid for standing in, in words; empty for everybody else, and where they do not play."""
    entry = view.my_entry
    if entry is None or entry.state == LineupState.DECLINED or not view.is_on:
        return ""
    if entry.fee:
        return format_amount(entry.fee.amount_minor, entry.fee.currency)
    return _("to be agreed with the band") if entry.stands_in_for else ""


def turn_words(booking: Booking) -> str:
    """The same in a line of a list, for anybody who may know of it: "Blue Moon answers by Fri 12 June, 20:00"."""
    if booking.state != BookingState.PENDING:
        return ""
    show = booking.spot.show
    words = {"party": booking.act.name if booking.turn == Side.ACT else show.owner.name}
    if booking.answer_by is None:
        return _("%(party)s to reply") % words
    words["when"] = say_moment(booking.answer_by, show.timezone)
    return _("%(party)s to reply by %(when)s") % words
