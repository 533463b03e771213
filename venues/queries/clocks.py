"""What stands on a venue's clock."""

from venues.hooks import OnTheClock, on_the_clock
from venues.models import Venue


def standing_on_clock(venue: Venue) -> list[OnTheClock]:
    """Drafts, shows and holds to come, by their nights. What each app above asks, and no query of its own."""
    found = [line for follower in on_the_clock(venue) for line in follower.lines]
    return sorted(found, key=lambda line: (line.night, line.kind, line.name))
