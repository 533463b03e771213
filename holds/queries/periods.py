"""When a hold would take its act."""

import datetime as dt
from zoneinfo import ZoneInfo

from holds.models import Hold

EVENING_FROM = dt.time(18, 0)
"""A hold that does not say when it would be played takes the evening, until midnight."""


def hold_period(hold: Hold) -> tuple[dt.datetime, dt.datetime]:
    """From the start of the set to its end, or the evening of the night until these are said."""
    if hold.starts_at and hold.ends_at:
        return hold.starts_at, hold.ends_at
    zone = ZoneInfo(hold.stage.venue.party.timezone)
    midnight = dt.datetime.combine(hold.night + dt.timedelta(days=1), dt.time(), zone)
    return dt.datetime.combine(hold.night, EVENING_FROM, zone), midnight
