"""What we write against icalendar's parser."""

import datetime as dt

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from availability.calendar_files.ical import CalendarFile, event_of, message
from availability.models import CalendarEntry

START = dt.datetime(2028, 3, 4, 20, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from('\n\\;,:"'), max_size=200
)


def entry(**more) -> CalendarEntry:
    values = {
        "uid": "x", "status": "confirmed", "period": DateTimeTZRange(START, START + HOUR),
        "title": "x", "created_at": START, "modified_at": START,
    } | more  # fmt: skip
    return CalendarEntry(**values)


@settings(max_examples=200, deadline=None)
@given(title=texts.filter(bool), text=texts, place=texts, uid=texts.filter(bool))
def test_whatever_people_write_comes_back_from_icalendar(title, text, place, uid):
    file = CalendarFile("x")
    file.add(event_of(entry(title=title, text=text, place=place, uid=uid), "en"))
    content = file.to_bytes()
    [event] = Calendar.from_ical(content).walk("VEVENT")
    told = (event["SUMMARY"], event.get("DESCRIPTION", ""), event.get("LOCATION", ""), event["UID"])
    assert tuple(map(str, told)) == (title, text, place, uid)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_what_is_off_says_so_and_takes_no_time():
    event = event_of(entry(status="cancelled", title="A gig"), "en")
    assert (event.summary, event.status, event.takes_time) == ("Cancelled: A gig", "CANCELLED", False)


def test_words_are_those_of_the_reader():
    told = entry(title="1st hold", words={"de": {"title": "1. Option", "text": "", "place": "Kiel, Deutschland"}})
    assert (event_of(told, "de").summary, event_of(told, "en").summary) == ("1. Option", "1st hold")


def test_only_a_message_has_a_method_and_names_its_people():
    """RFC 5546, section 3.2: every method wants an organizer, and a feed has none."""
    told = message(event_of(entry(), "en"), method="REQUEST", organizer="site@example.org", attendee="ann@example.org")
    calendar = Calendar.from_ical(told)
    [event] = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "REQUEST"
    assert (str(event["ORGANIZER"]), str(event["ATTENDEE"])) == ("mailto:site@example.org", "mailto:ann@example.org")
    assert b"METHOD" not in CalendarFile("Gigs").to_bytes()
