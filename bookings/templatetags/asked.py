"""What a card says of a booking: what it is, and who of a line-up has still to say whether they play."""

from django import template

from bookings.models import Booking
from bookings.states import BookingState, LineupState
from bookings.words import places
from engagements.words.lineups import say_asked

register = template.Library()


@register.filter
def asked(booking: Booking) -> str:
    """Who has not said yes to a booking that waits, whose `lineup__user` is prefetched; empty where all have."""
    if booking.state != BookingState.PENDING:
        return ""
    people = [each for each in booking.lineup.all() if each.user_id is not None]
    names = [each.player.display_name for each in people if each.state == LineupState.ASKED]
    return say_asked(names, has_others=any(each.state == LineupState.PLAYS for each in people))


@register.filter
def booking_title(booking: Booking) -> str:
    """Who plays where, or for which client."""
    return places.booking_title(booking)
