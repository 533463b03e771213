"""Pages that wait for the worker, with scripts and without."""

import datetime as dt
import re
from dataclasses import asdict

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import now

from accounts import tasks
from accounts.imports import looks
from availability.models import ImportedCalendar
from tests.accounts.imports.pages import NEW, answers_of, day, gig, text_of, upload
from tests.calendar_imports.texts import calendar, event
from web.sandbox import parent

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def test_no_page_reads_a_calendar_itself(signed_in, imported, worker, monkeypatch):
    """Uploading, looking and saving ask the worker; sixteen uploads of one person ask for one reading."""
    worker.is_late = True
    monkeypatch.setattr(parent, "command", lambda *_given: 1 // 0)
    paths = [signed_in.post(NEW, upload(calendar(gig(3)))).url for _upload in range(16)]
    edit = reverse("accounts:import_edit", args=[imported.pk])
    sent = answers_of(signed_in.get(edit), tentative="busy")
    signed_in.post(f"{edit}preview/", sent | {"timezone": "Asia/Tokyo"})
    signed_in.post(edit, sent | {"content": SimpleUploadedFile("a.ics", calendar(gig(9)))})
    assert ImportedCalendar.objects.get().state == "queued"
    monkeypatch.undo()
    read = []
    monkeypatch.setattr(looks, "read", lambda *given, **more: read.append(given) or 1 // 0)
    for asked in worker.asked[:-1]:
        tasks.read_look(asked[0], asdict(asked[1]))
    assert read == []
    assert signed_in.get(paths[0]).url == NEW


def test_reading_is_waited_for_with_scripts_and_without(signed_in, worker):
    worker.is_late = True
    page = signed_in.post(NEW, upload(calendar(gig(3, "SUMMARY:Dentist"))), follow=True)
    assert re.search(r'<noscript>\s*<meta http-equiv="refresh"', text_of(page))
    path = page.redirect_chain[-1][0]
    polled = signed_in.get(path, headers={"HX-Request": "true"})
    assert 'hx-trigger="every 1s"' in text_of(polled)
    assert "<html" not in text_of(polled)
    assert signed_in.post(path, {"name": "Work"}).status_code == 200
    assert not ImportedCalendar.objects.exists()
    worker.work()
    assert signed_in.get(path, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "Dentist" in text_of(signed_in.get(path))


def test_preview_on_another_clock_is_waited_for(signed_in, worker):
    page = signed_in.post(NEW, upload(calendar(event(f"DTSTART:{day(3):%Y%m%dT%H%M%S}"))), follow=True)
    worker.is_late = True
    preview, sent = page.context["preview_path"], answers_of(page, timezone="Asia/Tokyo")
    waiting = signed_in.post(preview, sent, headers={"HX-Request": "true"})
    assert f'hx-post="{preview}" hx-trigger="load delay:1s"' in text_of(waiting)
    worker.work()
    assert "hx-trigger" not in text_of(signed_in.post(preview, sent, headers={"HX-Request": "true"}))


def test_look_that_was_lost_is_asked_for_again(signed_in, worker):
    worker.is_late = True
    path = signed_in.post(NEW, upload(calendar(gig(3)))).url
    signed_in.get(path)
    assert len(worker.asked) == 1
    with time_machine.travel(now() + dt.timedelta(seconds=31)):
        signed_in.get(path)
    assert len(worker.asked) == 2
