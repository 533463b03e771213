"""One table of time.

Whoever can be somewhere has a Calendar; what occupies time on it is a TimeBlock. A calendar knows no owner: the
owner (a person, a party, a stage) points down to it. See docs/architecture.md and docs/concurrency.md.
"""

from availability.models.blocks import DayMask, TimeBlock
from availability.models.calendars import Calendar, CalendarSource, CalendarStandIn, calendar_never_changes
from availability.models.entries import CalendarEntry, Feed, FeedReader
from availability.models.imports import READING_LEASE, ImportedCalendar
from availability.models.rules import AvailabilityRule

__all__ = [
    "READING_LEASE",
    "AvailabilityRule",
    "Calendar",
    "CalendarEntry",
    "CalendarSource",
    "CalendarStandIn",
    "DayMask",
    "Feed",
    "FeedReader",
    "ImportedCalendar",
    "TimeBlock",
    "calendar_never_changes",
]
