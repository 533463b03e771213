"""Where a show is, and what somebody plays there, in words."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from bookings.models import Booking, Show, Spot
from web.texts import isolated_words


def short_place_of(show: Show) -> str:
    """One name for where it is: the venue, else the address as it was given."""
    return show.stage.venue.party.name if show.stage else show.place or show.owner.name


def place_of(show: Show) -> str:
    """Where to drive: "Harbour Cellar, Main stage, Am Kai 1, 20457 Hamburg, Germany"."""
    city = show.city.label if show.city else ""
    if not show.stage:
        return ", ".join(filter(None, [show.place, city]))
    venue = show.stage.venue
    town = " ".join(filter(None, [venue.postal_code, city]))
    return ", ".join(filter(None, [venue.party.name, show.stage.name, venue.address, town]))


def booking_title(booking: Booking, words: Callable[[dict[str, str]], dict[str, str]] = isolated_words) -> str:
    """ "Low Tide Choir at Harbour Cellar", or "for" the client who has said no place. Names are isolated (Unicode),
    unless `words` does something else with them."""
    act, show = booking.act.name, booking.spot.show
    if show.is_for_client and not show.place:
        return _("%(act)s for %(client)s") % words({"act": act, "client": show.owner.name})
    return _("%(act)s at %(place)s") % words({"act": act, "place": short_place_of(show)})


def role_words(spot: Spot) -> str:
    """As what the act plays; empty at a client's event, where nobody else is on the bill."""
    return "" if spot.show.is_for_client else str(spot.get_role_display())
