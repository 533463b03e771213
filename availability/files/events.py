"""What a calendar file tells of an event, before it is written."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CalendarEvent:
    """What a file tells of one event; a date without a time is a whole day. `path` leads to its page on this
    site, `call_link` to a call."""

    uid: str
    starts: dt.datetime | dt.date
    ends: dt.datetime | dt.date
    summary: str
    stamp: dt.datetime
    status: str = "CONFIRMED"
    takes_time: bool = True
    text: str = ""
    place: str = ""
    call_link: str = ""
    path: str = ""
    sequence: int | None = None
    created_at: dt.datetime | None = None
    changed_at: dt.datetime | None = None
    categories: Sequence[str] = ()
