"""When a hold would take its act."""

import datetime as dt
from zoneinfo import ZoneInfo

from availability.ranges import DAY
from holds.models import Hold
from venues.queries.nights import counted_moment

EVENING_FROM = dt.time(18, 0)
"""A hold that does not say when it would be played takes the evening, until midnight."""


def hold_period(hold: Hold) -> tuple[dt.datetime, dt.datetime]:
    """From the start of the set to its end, or the evening of the night until these are said."""
    if hold.starts_at and hold.ends_at:
        return hold.starts_at, hold.ends_at
    zone = ZoneInfo(hold.stage.venue.party.timezone)
    midnight = dt.datetime.combine(hold.night + dt.timedelta(days=1), dt.time(), zone)
    return dt.datetime.combine(hold.night, EVENING_FROM, zone), midnight


def night_over(hold: Hold, *, timezone: str = "", day_starts_at: dt.time | None = None) -> dt.datetime:
    """The day-roll that ends the night of a hold, in UTC, by the clock that the night is counted by: where a venue
    keeps moments and changes its clock, the new clock would give another night. `timezone` and `day_starts_at` are the
    venue's, passed while they are being changed."""
    venue = hold.stage.venue
    roll = dt.datetime.combine(hold.night + DAY, day_starts_at or venue.day_starts_at)
    return counted_moment(roll, timezone or venue.party.timezone, hold.nights_clocks)
