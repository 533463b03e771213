"""By which clock nights are counted at a venue that has had several.

What stands there keeps its nights when the venue gets another time zone. Where it keeps its moments, they are other
hours on the new clock: evening may be morning. Where it keeps its hours, they are other moments, which no former zone
counts as before. So a show and a hold store the way from their own clock to the one by which their nights were counted
first, as zones in pairs (`nights_clocks`): a time is read in the first zone of a pair and told in the second, then the
next pair, and the last one counts. Without zones, their own clock counts. The way is exact on each day of the year,
whichever zone changes to summer time when; a difference in hours would not be.

A show on Saturday at 20:00 in Berlin, by example. The venue gets Auckland's clock and the moments stay: the show is at
06:00 on Sunday there, with `[Auckland, Berlin]`. Then it gets that of Los Angeles and the hours stay: 06:00 in Los
Angeles is read as 06:00 in Auckland and told as 20:00 on Saturday in Berlin. It takes Saturday night, and no other.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST_WAY = 12
"""Six changes that keep the moments, each after one that kept the hours: nobody moves a venue more often."""


def counted_time(moment: dt.datetime, timezone: str, clocks: Sequence[str]) -> dt.datetime:
    """The wall clock time, without a zone, by which this moment's night is counted; `timezone` is the row's own."""
    local = moment.astimezone(ZoneInfo(timezone))
    for read_in, told_in in _pairs(clocks):
        local = local.replace(tzinfo=ZoneInfo(read_in)).astimezone(ZoneInfo(told_in))
    return local.replace(tzinfo=None)


def counted_moment(local: dt.datetime, timezone: str, clocks: Sequence[str]) -> dt.datetime:
    """The instant, in UTC, at which the clock that nights are counted by shows this local time: the inverse of
    `counted_time`."""
    for read_in, told_in in reversed(list(_pairs(clocks))):
        local = local.replace(tzinfo=ZoneInfo(told_in)).astimezone(ZoneInfo(read_in))
    return local.replace(tzinfo=ZoneInfo(timezone)).astimezone(dt.UTC)


def clocks_keeping_nights(clocks: Sequence[str], former: str, timezone: str) -> list[str]:
    """The way back once moments stay and the row's own zone is `timezone` instead of `former`; what leads there and
    back again is left out. Raises ValidationError at `existing` when the clock has changed too often since its times
    were said."""
    way = [timezone, *clocks[1:]] if clocks and clocks[0] == former else [timezone, former, *clocks]
    way = way[2:] if way[0] == way[1] else way
    if len(way) > LONGEST_WAY:
        text = _("The time zone has changed too often. Count the nights again.")
        raise ValidationError({"existing": [text]})
    return way


def _pairs(clocks: Sequence[str]) -> Iterator[tuple[str, str]]:
    return zip(clocks[::2], clocks[1::2], strict=True)
