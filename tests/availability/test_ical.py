"""Our serialiser against icalendar's parser, and against its speed."""

import datetime as dt
import time
from statistics import median
from uuid import uuid4

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar as ICalendar
from icalendar import Event

from availability import ical
from availability.actions import make_feed
from availability.models import CalendarEntry
from availability.states import FeedKind
from tests.factories import UserFactory

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


def gig(calendar, number: int) -> CalendarEntry:
    start = START + number * 24 * HOUR
    written = entry(
        calendar=calendar, uid=f"{number}@stageslot", occasion=uuid4(), period=DateTimeTZRange(start, start + 4 * HOUR),
        timezone="Europe/Berlin", title="The Foxes at the Cellar", place="Cellar, Gartenstr. 1, Berlin",
        text="Call 17:00\nSet 21:00 – 00:30 (Berlin time)\nDoors 20:00",
        path="/shows/01900000-0000-7000-8000-000000000001/",
    )  # fmt: skip
    written.ics = ical.render_event(written)
    return written


@pytest.mark.django_db
@pytest.mark.slow
def test_a_cold_feed_is_eight_times_as_fast_as_icalendar(client):
    user = UserFactory()
    _feed, token = make_feed(acting_user=user, calendar=user.calendar, kind=FeedKind.PERSON, name="Gigs")
    CalendarEntry.objects.bulk_create(gig(user.calendar, number) for number in range(1000))
    address = reverse("availability:feed", args=[token])
    parsed = ICalendar.from_ical(client.get(address).content)
    assert len(parsed.walk("VEVENT")) == 1000
    ours, theirs = [], []
    for _round in range(5):
        ours.append(seconds_of(lambda: client.get(address)))
        theirs.append(seconds_of(parsed.to_ical))
    assert median(theirs) / median(ours) >= 8


def seconds_of(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
