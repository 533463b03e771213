"""RRULE against recurring-ical-events, over every .ics file that it and icalendar bring along."""

import datetime as dt
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events
from django.core.exceptions import ValidationError

from availability.rules.recurrence import Recurrence

pytestmark = pytest.mark.slow

YEARS = 3 * 366 * dt.timedelta(days=1)

DIFFERENT = {
    "issue_148_edge_case_1.ics": "DTSTART is no Monday, the rule is: undefined in RFC 5545, here not added",
    "issue_148_edge_case_2.ics": "the same",
    "issue_157_removes_trailing_semicolon.ics": "DTSTART is no first Sunday of November; the same",
    "issue_75_range_parameter.ics": "UNTIL is a day beside a DTSTART with a time, against RFC 5545: included",
}
"""The files with events that happen otherwise here, and why."""

REFUSED = {
    "Germany_Holidays.ics": "an empty RRULE",
    "issue_1081_invalid_rrule_freq.ics": "a frequency that does not exist",
    "issue_165_missing_event.ics": "separators that are escaped",
    "rfc_7529.ics": "RSCALE: other calendars than the Gregorian",
    "bad_rrule_missing_until_event.ics": "a part that does not exist",
    "issue_128_only_first_event.ics": "COUNT beside UNTIL, and negative",
}
"""The files with rules that people may not say here, and why. Events that are imported are expanded elsewhere."""


def files():
    for package in (icalendar, recurring_ical_events):
        yield from sorted(Path(package.__file__).parent.rglob("*.ics"))


def recurring_events(path):
    """Each event with one RRULE, its exceptions taken away, in a calendar of its own."""
    try:
        calendars = icalendar.Calendar.from_ical(path.read_bytes(), multiple=True)
    except (ValueError, IndexError):
        return
    for calendar in calendars:
        for event in calendar.walk("VEVENT"):
            if "RRULE" in event and not isinstance(event["RRULE"], list):
                yield event, alone(event, calendar.walk("VTIMEZONE"))


def alone(event, timezones):
    calendar, plain = icalendar.Calendar(), event.copy()
    for name in ("EXDATE", "RDATE", "EXRULE", "RECURRENCE-ID"):
        plain.pop(name, None)
    for component in [*timezones, plain]:
        calendar.add_component(component)
    return calendar


def naive(moment):
    moment = moment if isinstance(moment, dt.datetime) else dt.datetime.combine(moment, dt.time())
    return moment.replace(tzinfo=None)


def told_by_others(calendar, start):
    events = recurring_ical_events.of(calendar).between(start.date(), (start + YEARS).date())
    return sorted({naive(event.start) for event in events if naive(event.start).date() < (start + YEARS).date()})


def ours(text, start, zone):
    moments = Recurrence.parse(text).moments(start.replace(tzinfo=zone or dt.UTC), (start + YEARS).date())
    return [moment for moment in moments if moment.date() < (start + YEARS).date()]


def compared():
    """(file name, verdict) for each recurring event of all files."""
    for path in files():
        for event, calendar in recurring_events(path):
            start, text = naive(event.start), event["RRULE"].to_ical().decode()
            try:
                found = ours(text, start, getattr(event.start, "tzinfo", None))
            except ValidationError:
                yield path.name, "refused"
                continue
            yield path.name, "equal" if found == told_by_others(calendar, start) else "different"


@pytest.mark.filterwarnings("ignore")
def test_events_of_installed_calendars_happen_when_others_say():
    verdicts = list(compared())
    assert {name for name, verdict in verdicts if verdict == "different"} == set(DIFFERENT)
    assert {name for name, verdict in verdicts if verdict == "refused"} == set(REFUSED)
    assert sum(verdict == "equal" for _name, verdict in verdicts) > 200
