"""Calendars in a file: uploaded, previewed, asked about and added."""

import pytest

from accounts.imports import drafts
from accounts.models import User
from availability.models import ImportedCalendar, TimeBlock
from calendar_imports.actions import refresh_import
from tests.accounts.imports.pages import LIST, NEW, ODD_ZONE, answers_of, day, gig, holiday, text_of, upload
from tests.calendar_imports.texts import calendar, event
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def test_file_is_previewed_with_titles_and_then_added(signed_in, user):
    content = calendar(gig(3, "SUMMARY:Dentist"), gig(4, "TRANSP:TRANSPARENT", "SUMMARY:Fair"), gig(90))
    response = signed_in.post(NEW, upload(content), follow=True)
    page = text_of(response)
    assert "Dentist" in page
    assert "marked as free" in page
    assert [count for *_word, count in response.context["preview"].counts] == [1, 0, 1]
    assert not ImportedCalendar.objects.exists()
    assert signed_in.post(response.context["path"], answers_of(response)).url == LIST
    imported = ImportedCalendar.objects.get(calendar=user.calendar)
    assert (imported.name, imported.state) == ("My gigs", "queued")
    imported = refresh_import(imported.pk)
    assert TimeBlock.objects.filter(imported=imported, kind="busy").count() == 2
    assert b"Dentist" not in bytes(imported.content)
    assert drafts.standing_draft(user) is None


def test_preview_follows_the_policy(signed_in):
    response = signed_in.post(NEW, upload(calendar(holiday(3, "Midsummer"))), follow=True)
    sent = answers_of(response, all_day="maybe")
    fragment = signed_in.post(response.context["preview_path"], sent, headers={"HX-Request": "true"})
    assert [count for *_word, count in fragment.context["preview"].counts] == [0, 1, 0]
    assert "all day" in text_of(fragment)
    assert "<form" not in text_of(fragment)
    whole = signed_in.post(response.context["preview_path"], sent)
    assert '<option value="maybe" selected' in text_of(whole)
    assert not ImportedCalendar.objects.exists()


def test_unknown_zone_is_asked_for_before_it_is_added(signed_in, user):
    odd = event(ODD_ZONE.format(day(3, 12)), uid="odd")
    response = signed_in.post(NEW, upload(calendar(odd)), follow=True)
    assert "Which time zone is “Nowhere/Land”?" in text_of(response)
    path, sent = response.context["path"], answers_of(response)
    assert signed_in.post(path, sent).status_code == 422
    assert not ImportedCalendar.objects.exists()
    signed_in.post(path, sent | {"zone_0": "Asia/Tokyo"})
    imported = ImportedCalendar.objects.get()
    assert imported.zone_names == {"Nowhere/Land": "Asia/Tokyo"}
    refresh_import(imported.pk)
    assert TimeBlock.objects.get().period.lower == day(3, 3)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"hello", "This isn’t an iCalendar file"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"PK\x03\x04" + b"\0" * 100, "packed file"),
        (calendar(gig(3))[:-30], "incomplete"),
        (calendar(gig(3, "RRULE:FREQ=SECONDLY")), "repeats too often"),
        (b"BEGIN:VCALENDAR\n" * 100, "nested"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_file_that_is_no_calendar_is_refused_at_its_field(signed_in, content, reason):
    response = signed_in.post(NEW, upload(content), follow=True)
    assert response.status_code == 422
    assert reason in response.context["form"].errors["content"][0]
    draft = drafts.standing_draft(response.wsgi_request.user)
    assert draft is None or not draft.content_key


def test_draft_that_ran_out_leads_back_to_the_start(signed_in, user):
    response = signed_in.post(NEW, upload(calendar(gig(3))), follow=True)
    drafts.drop_draft(user)
    assert signed_in.post(response.context["path"], {"name": "Work"}).url == NEW
    assert signed_in.get(response.context["path"]).url == NEW


def test_draft_is_nobody_elses(signed_in, client):
    response = signed_in.post(NEW, upload(calendar(gig(3, "SUMMARY:Dentist"))), follow=True)
    client.force_login(UserFactory())
    assert client.get(response.context["path"]).url == NEW


def test_uploads_are_counted(signed_in, settings, monkeypatch):
    settings.RATE_LIMITS = True
    monkeypatch.setattr(drafts, "TRIES_MAX", 2)
    statuses = [signed_in.post(NEW, upload(calendar(gig(3)))).status_code for _time in range(3)]
    assert statuses == [302, 302, 422]


@pytest.mark.parametrize("timezone", ["Europe/Berlin", "America/New_York"])
def test_event_without_end_and_one_that_nobody_can_read_are_shown_as_such(signed_in, user, timezone):
    User.objects.filter(pk=user.pk).update(timezone=timezone)
    forever = event("DTSTART:00010101T000000", "DTEND:99991231T235959Z", "SUMMARY:Living here", uid="1")
    content = calendar(forever, gig(3, "DTEND:99991231T235959Z"), gig(4, "RRULE:FREQ=DAILY;INTERVAL=0"))
    page = text_of(signed_in.post(NEW, upload(content), follow=True))
    for words in ("Living here", "always", "from ", "we skipped because we couldn’t read them: 1.", "INTERVAL=0"):
        assert words in page
