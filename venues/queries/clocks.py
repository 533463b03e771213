"""What stands on a venue's clock."""

import datetime as dt

from venues.hooks import OnTheClock, on_the_clock
from venues.models import Stage, Venue


def standing_on_clock(venue: Venue) -> list[OnTheClock]:
    """Drafts, shows and holds to come, by their nights. What each app above asks, and no query of its own."""
    found = [line for follower in on_the_clock(venue) for line in follower.lines]
    return sorted(found, key=lambda line: (line.night, line.kind, line.name))


def standing_on(stage: Stage, first: dt.date, last: dt.date) -> list[OnTheClock]:
    """What stands on the nights of a stage from `first` to `last`, both included."""
    lines = standing_on_clock(stage.venue)
    return [line for line in lines if line.stage_id == stage.pk and first <= line.night <= last]
