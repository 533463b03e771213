"""What is said of an act that already waits for an answer elsewhere."""

from accounts.models import Party
from bookings.models import Spot
from bookings.queries.lists import waiting_beside
from bookings.words.places import short_place_of
from web.texts import isolated_names


def waited_for(act: Party, spot: Spot) -> str:
    """The names of the other houses and places that the act waits for on the evening of a spot; empty without any.
    One query."""
    return isolated_names(dict.fromkeys(short_place_of(booking.spot.show) for booking in waiting_beside(act, spot)))
