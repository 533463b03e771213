"""Our serialiser against icalendar's parser."""

import datetime as dt

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Event

from availability.calendar_files import ical
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


@settings(max_examples=300, deadline=None)
@given(title=texts.filter(bool), text=texts, place=texts, uid=texts.filter(bool))
def test_whatever_people_write_comes_back_from_icalendar(title, text, place, uid):
    event = Event.from_ical(ical.render_event(entry(title=title, text=text, place=place, uid=uid)))
    told = (event["SUMMARY"], event.get("DESCRIPTION", ""), event.get("LOCATION", ""), event["UID"])
    assert tuple(map(str, told)) == (title, text, place, uid)


@given(line=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=400))
def test_folded_lines_are_short_whole_and_unfold_to_the_same(line):
    folded = ical.fold(line)
    assert folded.replace("\r\n ", "").removesuffix("\r\n") == line
    assert all(len(part) <= 75 for part in folded.encode().split(b"\r\n"))
    for part in folded.encode().split(b"\r\n"):
        part.decode()
