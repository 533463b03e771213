"""When a hold runs out, and until when a challenge is answered, by the clock on the venue's wall. Pure: no database.

Days are wall-clock days at the venue: what is placed on a Friday at 15:00 for 14 days runs out on a Friday at 15:00,
though the clocks change in between. Hours are hours that pass.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from venues.states import ChallengeWindow

DAY = dt.timedelta(days=1)
SATURDAY = 5


def expiry(at: dt.datetime, days: int, timezone: str) -> dt.datetime:
    """So many days after `at` at the same local time. In UTC."""
    local = at.astimezone(ZoneInfo(timezone))
    return _at_wall(local.date() + days * DAY, local.time(), timezone)


def answer_until(at: dt.datetime, window: ChallengeWindow, hours: int, timezone: str) -> dt.datetime:
    """Until when somebody who is asked at `at` may answer. In UTC.

    `hours` pass by night and on Sundays too. A business day is 24 hours of the wall clock in which Saturday and Sunday
    do not count: asked on Friday at 15:00, one answers until Monday at 15:00; on a Saturday, until Monday is over.
    """
    if window == ChallengeWindow.HOURS:
        return at.astimezone(dt.UTC) + dt.timedelta(hours=hours)
    local = at.astimezone(ZoneInfo(timezone))
    day, clock = local.date(), local.time()
    if day.weekday() >= SATURDAY:
        day, clock = _weekday_from(day), dt.time()
    return _at_wall(_weekday_from(day + DAY), clock, timezone)


def _weekday_from(day: dt.date) -> dt.date:
    while day.weekday() >= SATURDAY:
        day += DAY
    return day


def _at_wall(day: dt.date, clock: dt.time, timezone: str) -> dt.datetime:
    """A local time that the clocks skip moves forward by the gap, one that they show twice is the first (fold 0)."""
    return dt.datetime.combine(day, clock.replace(fold=0), ZoneInfo(timezone)).astimezone(dt.UTC)
