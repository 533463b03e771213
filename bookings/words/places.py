"""Where a show is, in words."""

from bookings.models import Show


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
