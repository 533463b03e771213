"""Calendars at an address: pages never ask a server themselves."""

import datetime as dt
import re

import pytest
import time_machine
from celery.exceptions import Retry
from django.utils.timezone import now

from accounts import tasks
from accounts.imports import drafts
from availability.models import ImportedCalendar, TimeBlock
from calendar_imports.actions import refresh_import
from calendar_imports.fetching.sealing import unseal
from tests.accounts.imports.pages import NEW, answers_of, followed, gig, text_of
from tests.calendar_imports.texts import calendar
from web import pulses
from web.sandbox.turns import FETCHING, turn

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def test_address_is_fetched_previewed_and_added(signed_in, user, server):
    url = server.serve("/a.ics", calendar(gig(3, "SUMMARY:Dentist")), ETag='"1"')
    with_password = {"kind": "url", "url": url, "username": "asa", "secret": "pass"}
    response = followed(signed_in, NEW, with_password)
    assert "Dentist" in text_of(response)
    signed_in.post(response.context["path"], answers_of(response, name="Work"))
    imported = ImportedCalendar.objects.get()
    assert (imported.url, imported.username, unseal(imported.secret)) == (url, "asa", "pass")
    assert imported.state == "queued"
    refresh_import(imported.pk)
    assert TimeBlock.objects.filter(imported=imported).count() == 1


@pytest.mark.parametrize("kind", ["url", "caldav"])
@pytest.mark.parametrize(
    "url",
    [
        "not an address",
        "ftp://example.org/a.ics",
        "http://[",
        "http://127.0.0.1/a.ics",
        "https://169.254.169.254/latest/",
        "http://u:p@example.org/a.ics",
        "https://example.org:8443/a.ics",
        "https://" + "a" * 300,
        "\x00",
    ],
)
def test_address_that_cannot_be_fetched_is_refused_at_its_field(signed_in, kind, url):
    response = signed_in.post(NEW, {"kind": kind, "url": url, "username": "asa", "secret": "pass"}, follow=True)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"url"}


def test_address_that_wants_a_password_says_so_at_the_password(signed_in, server):
    response = signed_in.post(NEW, {"kind": "url", "url": server.serve("/a.ics", status=401)}, follow=True)
    assert response.context["form"].errors.keys() == {"secret"}


def test_address_is_not_asked_for_ever(signed_in, server, monkeypatch, settings):
    settings.RATE_LIMITS = True
    monkeypatch.setattr(drafts, "TRIES_MAX", 2)
    url = server.serve("/a.ics", calendar(gig(3)))
    statuses = [signed_in.post(NEW, {"kind": "url", "url": url}).status_code for _time in range(3)]
    assert statuses == [302, 302, 422]


def test_no_page_asks_a_server_itself(signed_in, user, server, worker, monkeypatch):
    """A page tells how far it is, with scripts and without, and the person may try again when the worker was killed."""
    worker.is_late = True
    url = server.serve("/a.ics", calendar(gig(3, "SUMMARY:Dentist")))
    page = signed_in.post(NEW, {"kind": "url", "url": url}, follow=True)
    path, polls = page.redirect_chain[-1][0], {"headers": {"HX-Request": "true"}}
    assert server.asked == []
    assert "Waiting…" in text_of(page)
    assert re.search(r'<noscript>\s*<meta http-equiv="refresh"', text_of(page))
    assert "is down right now" in text_of(page)
    pulses.mark("worker")
    polled = text_of(signed_in.get(path, **polls))
    assert 'hx-trigger="every 1s"' in polled
    assert "<html" not in polled
    assert "is down right now" not in polled
    assert "Try again" not in polled
    lost = worker.asked.pop()
    with time_machine.travel(now() + dt.timedelta(seconds=50)):
        assert "Try again" in text_of(signed_in.get(path))
        assert signed_in.post(path, {"again": "1"}).url == path
        assert "Try again" not in text_of(signed_in.get(path))
    tasks.ask_source(*lost)
    assert server.asked == []
    worker.work()
    assert signed_in.get(path, **polls).status_code == 200
    worker.work()
    assert signed_in.get(path, **polls).headers["HX-Refresh"] == "true"
    assert "Dentist" in text_of(signed_in.get(path))
    assert len(server.asked) == 1
    assert not ImportedCalendar.objects.exists()


def test_two_servers_are_asked_at_a_time_and_one_for_each_person(signed_in, user, server, worker):
    worker.is_late = True
    path = signed_in.post(NEW, {"kind": "url", "url": server.serve("/a.ics", calendar(gig(3)))}).url
    with turn(user.calendar_id, kind=FETCHING), pytest.raises(Retry):
        tasks.ask_source(*worker.asked[0])
    with turn(1, kind=FETCHING), turn(2, kind=FETCHING), pytest.raises(Retry):
        tasks.ask_source(*worker.asked[0])
    assert "Waiting…" in text_of(signed_in.get(path))
    assert server.asked == []
    worker.work()
    signed_in.get(path)
    assert drafts.standing_draft(user).is_fetched


def test_answer_of_another_question_is_not_taken(signed_in, user, server, worker):
    """Whoever has two pages open gets the calendar asked for last, whichever answer comes first."""
    worker.is_late = True
    for path in ("/a.ics", "/b.ics"):
        url = server.serve(path, calendar(gig(3, f"SUMMARY:{path}")))
        page = signed_in.post(NEW, {"kind": "url", "url": url})
    worker.work()
    signed_in.get(page.url)
    worker.work()
    assert "/b.ics" in text_of(signed_in.get(page.url))
    assert [asked[1] for asked in server.asked] == ["/b.ics"]
