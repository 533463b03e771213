"""Free/busy of Google Calendar, by the real client against a server that speaks as Google does."""

import datetime as dt
from itertools import pairwise

import pytest
import time_machine

from availability.models import ImportedCalendar
from calendar_imports.errors import Problem
from calendar_imports.fetching import google as google_calendar
from calendar_imports.fetching.sealing import seal
from calendar_imports.fetching.sources import fetch
from tests import google as google_server
from tests.calendar_imports.texts import ask, stretches

NOW = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
MINE = "asa@example.org"
pytestmark = [pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def at_noon():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def google(settings):
    with google_server.running(settings) as google:
        google.busy[MINE] = []
        yield google


def connected() -> ImportedCalendar:
    return ImportedCalendar(kind="google", username=MINE, secret=seal("refresh-1"))


def problem(imported: ImportedCalendar) -> Problem:
    with pytest.raises(Problem) as met:
        fetch(imported)
    assert met.value.text
    return met.value


def test_fetch_tells_when_google_says_busy(google):
    google.busy[MINE] = [("2027-03-05T20:00:00+01:00", "2027-03-05T23:00:00+01:00")]
    content = fetch(connected()).content
    assert stretches(content) == ["2027-03-05 19:00 - 2027-03-05 22:00"]
    assert ask(content)["happening"][0]["title"] == ""


def test_fetch_asks_window_by_window_up_to_the_horizon(google):
    fetch(connected())
    assert google.windows[0][0] == dt.datetime(2027, 2, 28, tzinfo=dt.UTC)
    assert google.windows[-1][1] > NOW + dt.timedelta(days=548)
    assert all(before[1] == after[0] for before, after in pairwise(google.windows))


def test_fetch_of_period_across_windows_is_one(google):
    google.busy[MINE] = [("2027-03-05T00:00:00Z", "2027-07-05T00:00:00Z")]
    assert stretches(fetch(connected()).content) == ["2027-03-05 00:00 - 2027-07-05 00:00"]


def test_fetch_of_the_same_brings_nothing(google):
    imported, fetched = connected(), fetch(connected())
    imported.content, imported.etag = fetched.content, fetched.etag
    assert fetch(imported).not_modified
    google.busy[MINE] = [("2027-03-05T00:00:00Z", "2027-03-06T00:00:00Z")]
    assert not fetch(imported).not_modified


def test_fetch_after_permission_is_withdrawn_asks_to_connect_again(google):
    google.refresh_tokens.clear()
    assert problem(connected()).code == "connect_again"


@pytest.mark.parametrize(
    ("status", "reason", "code"),
    [
        (403, "rateLimitExceeded", "later"),
        (403, "quotaExceeded", "later"),
        (429, "", "later"),
        (503, "backendError", "later"),
        (500, "backendError", "status"),
        (403, "insufficientPermissions", "connect_again"),
        (401, "authError", "connect_again"),
        (400, "timeRangeTooLong", "status"),
    ],
)
def test_fetch_that_google_refuses_names_the_reason(google, status, reason, code):
    google.fail(status, reason)
    assert problem(connected()).code == code


def test_fetch_waits_as_long_as_google_asks_for(google):
    google.fail(403, "userRateLimitExceeded", Retry_After="120")
    assert problem(connected()).retry_after == dt.timedelta(minutes=2)


def test_fetch_of_removed_calendar_says_so(google):
    google.busy.clear()
    assert problem(connected()).code == "gone"


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>",
        b"[]",
        {"calendars": []},
        {"calendars": {MINE: {"busy": [{"start": 1}]}}},
        {"calendars": {MINE: {"busy": [{"start": "now", "end": "2027-03-05T00:00:00Z"}]}}},
    ],
)
def test_fetch_of_what_google_never_says_is_refused(google, answer):
    google.failures.append((200, answer, {}))
    assert problem(connected()).code == "not_google"


def test_fetch_where_the_site_is_unknown_to_google_says_so(google, settings):
    settings.GOOGLE_CLIENT_ID = ""
    assert problem(connected()).code == "google_off"


def test_calendars_are_listed_over_all_pages_the_own_first(google):
    google.names = {"band": "Band", "work": "Work", MINE: "Åsa", "bare": ""}
    found = google_calendar.Google("refresh-1").calendars()
    assert [(choice.place, choice.name) for choice in found] == [
        (MINE, "Åsa"), ("band", "Band"), ("work", "Work"), ("bare", "bare"),
    ]  # fmt: skip
