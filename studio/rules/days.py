"""Sessions by the day: from the opening of the first day to the closing of the last."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from availability.ranges import DAY, Period, at_wall_clock


def opening_of_days(hours: Iterable[Period], zone: str) -> dict[dt.date, Period]:
    """By day on the clocks of the zone: from its first opening to its last closing. Hours belong to the day on which
    they begin; those that are longer than a day are cut at midnight."""
    found: dict[dt.date, Period] = {}
    for period in hours:
        for part in _by_day(period, zone):
            day = part.starts_at.astimezone(ZoneInfo(zone)).date()
            known = found.get(day, part)
            found[day] = Period(min(known.starts_at, part.starts_at), max(known.ends_at, part.ends_at))
    return found


def session_of_days(openings: dict[dt.date, Period], first: dt.date, days: int) -> Period | None:
    """The whole of a session of so many days in a row; None where one of them is closed."""
    wanted = [openings.get(first + day * DAY) for day in range(days)]
    if not all(wanted):
        return None
    return Period(wanted[0].starts_at, max(period.ends_at for period in wanted))  # type: ignore[union-attr]


def _by_day(period: Period, zone: str) -> list[Period]:
    if period.length <= DAY:
        return [period]
    first = period.starts_at.astimezone(ZoneInfo(zone)).date()
    midnight = at_wall_clock(first + DAY, dt.time(), zone)
    head, tail = Period(period.starts_at, midnight), Period(midnight, period.ends_at)
    return [head, *_by_day(tail, zone)]
