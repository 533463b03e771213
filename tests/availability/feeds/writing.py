"""What stands in a feed, and what its reader gets of it."""

import datetime as dt
from uuid import uuid4

from icalendar import Calendar as ICalendar

from availability.actions import write_entry
from availability.states import EntryStatus

NOW = dt.datetime(2028, 3, 1, 12, tzinfo=dt.UTC)
START = dt.datetime(2028, 3, 4, 20, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def write(calendar, uid="show@stageslot", **more):
    values = {
        "occasion": uuid4(), "status": EntryStatus.CONFIRMED, "starts_at": START, "ends_at": START + 4 * HOUR,
        "timezone": "Europe/Berlin", "title": "The Foxes at the Cellar",
    } | more  # fmt: skip
    return write_entry(calendar=calendar, uid=uid, **values)


def events(response):
    return ICalendar.from_ical(response.content).walk("VEVENT")
