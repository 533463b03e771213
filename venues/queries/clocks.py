"""What stands on a venue's clock."""

from venues.hooks import OnTheClock, on_the_clock
from venues.models import Stage, Venue
from venues.queries.closures import Closure


def standing_on_clock(venue: Venue) -> list[OnTheClock]:
    """Drafts, shows and holds to come, by their nights. What each app above asks, and no query of its own."""
    found = [line for follower in on_the_clock(venue) for line in follower.lines]
    return sorted(found, key=lambda line: (line.night, line.kind, line.name))


def standing_on(stage: Stage, closure: Closure) -> list[OnTheClock]:
    """What stands on the nights of a closure already, on the stage itself, and stays."""
    lines = standing_on_clock(stage.venue)
    return [line for line in lines if line.stage_id == stage.pk and closure.first <= line.night <= closure.last]
