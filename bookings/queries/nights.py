"""Which nights a time takes: those of an act by its own zone, those of a stage by its venue's clock.

A night ends at the day-roll. An act is booked on every night that a claim on its calendar takes (`nights_taken`).
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bookings.models import Show, Spot
from venues.queries import night_of
from venues.queries.nights import counted_time

DAY = dt.timedelta(days=1)
DAY_ROLL = dt.time(6, 0)
"""Where an act's night ends; a venue has its own."""
NIGHT_BEGINS = dt.time(12, 0)
"""From this local time on, whatever is promised of a date takes its night."""
EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2199, 12, 31)
MOST_NIGHTS = 400


def nights_taken(
    starts_at: dt.datetime, ends_at: dt.datetime, timezone: str, day_starts_at: dt.time = DAY_ROLL
) -> list[dt.date]:
    """The nights that `[starts_at, ends_at)` takes: the one it starts in, and all whose noon to day-roll it overlaps.

    A load-in on Saturday at 17:00 until 00:30 takes Saturday alone; a breakfast show at 09:00 its own date; a party
    until 13:00 on Sunday takes Sunday too.
    """
    first = night_of(starts_at, timezone, day_starts_at)
    last = night_of(ends_at - dt.timedelta(microseconds=1), timezone, day_starts_at)
    nights = [first + DAY * count for count in range((last - first).days + 1)]
    return [night for night in nights if night == first or ends_at > _noon(night, timezone)]


def nights_of_show(
    night: dt.date, load_in_at: dt.datetime, out_at: dt.datetime, timezone: str, clocks: Sequence[str] = ()
) -> list[dt.date]:
    """The nights of its stage that a show takes: its own, those whose evening its load-in takes, and those after it
    whose noon it reaches.

    Its own is the stored one, whatever zone and day-roll its venue has by now; and a load-in in the small hours is a
    part of it, not of the night before: no night counts twice. `clocks`: `Show.nights_clocks`.
    """
    load_in, out = (counted_time(moment, timezone, clocks) for moment in (load_in_at, out_at))
    nights = _dates(min(load_in.date(), night), max(out.date(), night))
    return [each for each in nights if each <= night or out > dt.datetime.combine(each, NIGHT_BEGINS)]


def nights_of(show: Show) -> list[dt.date]:
    """`nights_of_show` of a show."""
    return nights_of_show(show.night, show.load_in_at, show.out_at, show.timezone, show.nights_clocks)


def nights_played(spot: Spot) -> set[dt.date]:
    """Which nights of its show an act gets with a spot: the one of its call, and those whose noon comes before its
    release. Sunday's act of a festival gets Sunday alone. Reads the show."""
    show = spot.show
    nights = nights_of(show)
    call, released = (
        counted_time(moment, show.timezone, show.nights_clocks) for moment in (spot.call_at, spot.released_at)
    )
    called = dt.datetime.combine(call.date(), DAY_ROLL)
    first = max(nights[0], min(nights[-1], call.date() if call >= called else call.date() - DAY))
    noons = {night: dt.datetime.combine(night, NIGHT_BEGINS) for night in nights}
    return {night for night in nights if night == first or (night > first and released > noons[night])}


def nights_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """All dates from `first` to `last`. Raises ValidationError at `to` for too many, or dates nobody plans for."""
    if not EARLIEST <= first <= last <= LATEST or (last - first).days >= MOST_NIGHTS:
        raise ValidationError({"to": [_("Ask for 1 to %(count)d nights, in order.") % {"count": MOST_NIGHTS}]})
    return list(_dates(first, last))


def _dates(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for count in range((last - first).days + 1):
        yield first + DAY * count


def night_window(first: dt.date, last: dt.date, timezone: str) -> tuple[dt.datetime, dt.datetime]:
    """From the first night's date to the morning after the last one's, with room for any day-roll."""
    zone = ZoneInfo(timezone)
    return dt.datetime.combine(first, dt.time(), zone), dt.datetime.combine(last + 2 * DAY, dt.time(), zone)


def _noon(night: dt.date, timezone: str) -> dt.datetime:
    return dt.datetime.combine(night, NIGHT_BEGINS, tzinfo=ZoneInfo(timezone))
