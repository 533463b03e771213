"""The public calendars of acts, stages and venues: which version is current, what they show, and how it is said.

Versions are read first, in one query, then the rest: what is rendered is never older than the version it carries. What
is rendered is the same for everybody, so it is kept in the cache by version, until the next announcement.
"""

from bookings.calendars.asked import FIRST_MONTH, LAST_MONTH, Asked, View, read_asked
from bookings.calendars.exports import calendar_ics, calendar_json
from bookings.calendars.fragments import (
    page_address,
    render_calendar,
    render_framed,
    render_saturdays,
    render_with_saturdays,
)
from bookings.calendars.subjects import PublicCalendar, find_calendar, stage_calendars, whole_calendar

__all__ = [
    "FIRST_MONTH",
    "LAST_MONTH",
    "Asked",
    "PublicCalendar",
    "View",
    "calendar_ics",
    "calendar_json",
    "find_calendar",
    "page_address",
    "read_asked",
    "render_calendar",
    "render_framed",
    "render_saturdays",
    "render_with_saturdays",
    "stage_calendars",
    "whole_calendar",
]
