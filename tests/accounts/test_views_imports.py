"""Pages of imported calendars, through the client, against servers that answer."""

import datetime as dt
import re
from dataclasses import asdict
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from celery.exceptions import Retry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import now

from accounts import tasks
from accounts.imports import asking, drafts, looks
from accounts.models import User
from availability.models import ImportedCalendar, TimeBlock
from calendar_imports.actions import add_import, refresh_import
from calendar_imports.actions.refreshing import reread_import
from calendar_imports.fetching.sealing import unseal
from tests import google as google_server
from tests.calendar_imports.conftest import server  # noqa: F401
from tests.calendar_imports.radicale import PASSWORD, USER, running
from tests.calendar_imports.texts import calendar, event
from tests.factories import UserFactory
from web import pulses
from web.sandbox import parent
from web.sandbox.turns import FETCHING, turn

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

NEW = reverse("accounts:import_new")
LIST = reverse("accounts:imports")
ODD_ZONE = "DTSTART;TZID=Nowhere/Land:{:%Y%m%dT%H%M%S}"


def day(ahead: int, hour: int = 20) -> dt.datetime:
    return (now() + dt.timedelta(days=ahead)).replace(hour=hour, minute=0, second=0, microsecond=0)


def gig(ahead: int, *lines: str) -> str:
    return event(f"DTSTART:{day(ahead):%Y%m%dT%H%M%SZ}", *lines, uid=f"{ahead}@example.org")


def holiday(ahead: int, title: str) -> str:
    return event(f"DTSTART;VALUE=DATE:{day(ahead):%Y%m%d}", f"SUMMARY:{title}", uid=f"{ahead}@example.org")


def upload(content: bytes, name: str = "My_gigs.ics") -> dict:
    return {"kind": "file", "content": SimpleUploadedFile(name, content, content_type="text/calendar")}


@pytest.fixture
def imported(user):
    content = calendar(gig(3, "SUMMARY:Dentist"), gig(5, "STATUS:TENTATIVE"))
    imported = add_import(
        acting_user=user, calendar=user.calendar, kind="file", name="Work", content=content, timezone="Europe/Berlin"
    )
    return refresh_import(imported.pk)


@pytest.fixture(autouse=True)
def worker(monkeypatch):
    """Servers are asked and looks read as soon as somebody wants it; while it `is_late`, when it is told to `work`."""
    asked = []
    do = {2: lambda user_id, look: tasks.read_look(user_id, asdict(look)), 3: tasks.ask_source}

    def take(*given):
        asked.append(given)
        if not worker.is_late:
            work()

    def work():
        while asked:
            given = asked.pop(0)
            do[len(given)](*given)

    monkeypatch.setattr(looks, "enqueue", take)
    monkeypatch.setattr(asking, "enqueue", take)
    worker = SimpleNamespace(is_late=False, asked=asked, work=work)
    return worker


def text_of(response) -> str:
    return response.content.decode()


def followed(client, path: str, data: dict):
    """The preview that a form leads to: one page while the server is asked, one while the calendar is read."""
    waiting = client.post(path, data, follow=True)
    return client.get(waiting.redirect_chain[-1][0])


def answers_of(response, **changes) -> dict:
    """What the form of a page would send, as it stands, but for these."""
    form = response.context["form"]
    return {name: form[name].value() or "" for name in form.fields if name not in ("content", "secret")} | changes


def test_list_without_imports_leads_to_a_new_one(signed_in):
    assert f'href="{NEW}"' in text_of(signed_in.get(LIST))


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_for_many(signed_in, user, django_assert_num_queries, count):
    for number in range(count):
        imported = add_import(
            acting_user=user, calendar=user.calendar, kind="file", name=f"Work {number}",
            content=calendar(gig(3)), timezone="Europe/Berlin",
        )  # fmt: skip
        refresh_import(imported.pk)
    signed_in.get(LIST)
    with django_assert_num_queries(5):
        page = text_of(signed_in.get(LIST))
    assert page.count("blocks one stretch to come") == count


def test_list_tells_age_reason_and_next_try(signed_in, user, server):  # noqa: F811
    imported = add_import(
        acting_user=user, calendar=user.calendar, kind="url", name="Work", timezone="UTC",
        url=server.serve("/a.ics", calendar(gig(3))),
    )  # fmt: skip
    refresh_import(imported.pk)
    ImportedCalendar.objects.update(good_at=now() - dt.timedelta(hours=3))
    server.serve("/a.ics", status=404)
    refresh_import(imported.pk)
    page = text_of(signed_in.get(LIST))
    assert "There is no calendar at this address (any more)." in page
    assert "last good copy 3\xa0hours ago" in page
    assert "next try" in page
    assert "blocks one stretch to come" in page


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
    assert "Which zone is “Nowhere/Land”?" in text_of(response)
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
        (b"hello", "not a calendar"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"PK\x03\x04" + b"\0" * 100, "packed file"),
        (calendar(gig(3))[:-30], "incomplete"),
        (calendar(gig(3, "RRULE:FREQ=SECONDLY")), "by the second"),
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


def test_address_is_fetched_previewed_and_added(signed_in, user, server):  # noqa: F811
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


def test_address_that_wants_a_password_says_so_at_the_password(signed_in, server):  # noqa: F811
    response = signed_in.post(NEW, {"kind": "url", "url": server.serve("/a.ics", status=401)}, follow=True)
    assert response.context["form"].errors.keys() == {"secret"}


def test_address_is_not_asked_for_ever(signed_in, server, monkeypatch, settings):  # noqa: F811
    settings.RATE_LIMITS = True
    monkeypatch.setattr(drafts, "TRIES_MAX", 2)
    url = server.serve("/a.ics", calendar(gig(3)))
    statuses = [signed_in.post(NEW, {"kind": "url", "url": url}).status_code for _time in range(3)]
    assert statuses == [302, 302, 422]


def test_no_page_asks_a_server_itself(signed_in, user, server, worker, monkeypatch):  # noqa: F811
    """A page tells how far it is, with scripts and without, and the person may try again when the worker was killed."""
    worker.is_late = True
    url = server.serve("/a.ics", calendar(gig(3, "SUMMARY:Dentist")))
    page = signed_in.post(NEW, {"kind": "url", "url": url}, follow=True)
    path, polls = page.redirect_chain[-1][0], {"headers": {"HX-Request": "true"}}
    assert server.asked == []
    assert "Waiting for its turn" in text_of(page)
    assert re.search(r'<noscript>\s*<meta http-equiv="refresh"', text_of(page))
    assert "does not answer at the moment" in text_of(page)
    pulses.mark("worker")
    polled = text_of(signed_in.get(path, **polls))
    assert 'hx-trigger="every 1s"' in polled
    assert "<html" not in polled
    assert "does not answer at the moment" not in polled
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


def test_two_servers_are_asked_at_a_time_and_one_for_each_person(signed_in, user, server, worker):  # noqa: F811
    worker.is_late = True
    path = signed_in.post(NEW, {"kind": "url", "url": server.serve("/a.ics", calendar(gig(3)))}).url
    with turn(user.calendar_id, kind=FETCHING), pytest.raises(Retry):
        tasks.ask_source(*worker.asked[0])
    with turn(1, kind=FETCHING), turn(2, kind=FETCHING), pytest.raises(Retry):
        tasks.ask_source(*worker.asked[0])
    assert "Waiting for its turn" in text_of(signed_in.get(path))
    assert server.asked == []
    worker.work()
    signed_in.get(path)
    assert drafts.standing_draft(user).is_fetched


def test_calendar_of_an_account_that_cannot_be_had_leaves_the_choice_of_another(signed_in, user):
    draft = drafts.Draft(
        kind="caldav", url="https://a.example.org/", choices=[("x", "Gigs"), ("http://127.0.0.1/", "B")]
    )
    drafts.keep_draft(user, draft)
    path = reverse("accounts:import_draft", args=[draft.id])
    page = signed_in.post(path, {"place": "http://127.0.0.1/"}, follow=True)
    assert page.status_code == 422
    assert page.context["form"].errors == {"place": ["127.0.0.1 is not on the public internet."]}
    assert signed_in.post(path, {"place": "x"}).status_code == 302


def test_answer_of_another_question_is_not_taken(signed_in, user, server, worker):  # noqa: F811
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


def test_draft_that_ran_out_leads_back_to_the_start(signed_in, user):
    response = signed_in.post(NEW, upload(calendar(gig(3))), follow=True)
    drafts.drop_draft(user)
    assert signed_in.post(response.context["path"], {"name": "Work"}).url == NEW
    assert signed_in.get(response.context["path"]).url == NEW


def test_draft_is_nobody_elses(signed_in, client):
    response = signed_in.post(NEW, upload(calendar(gig(3, "SUMMARY:Dentist"))), follow=True)
    client.force_login(UserFactory())
    assert client.get(response.context["path"]).url == NEW


@pytest.fixture(scope="module")
def radicale(tmp_path_factory):
    with running(tmp_path_factory.mktemp("radicale")) as server:  # noqa: F811
        yield server


def test_caldav_lists_calendars_previews_one_and_adds_it(signed_in, radicale, settings):
    settings.IMPORTS_ALLOWED_HOSTS = [radicale.place]
    address = radicale.make_calendar(f"{USER}/gigs/", "Gigs")
    radicale.make_calendar(f"{USER}/home/", "Home")
    radicale.put(f"{USER}/gigs/a.ics", calendar(gig(3, "SUMMARY:Dentist")))
    sent = {"kind": "caldav", "url": radicale.url, "username": USER, "secret": PASSWORD}
    choosing = signed_in.post(NEW, sent, follow=True)
    places = {name: place for place, name in choosing.context["form"].fields["place"].choices}
    assert places.keys() == {"Gigs", "Home"}
    path = choosing.redirect_chain[-1][0]
    assert signed_in.post(path, {"place": "http://elsewhere.example.org/"}).status_code == 422
    response = followed(signed_in, path, {"place": places["Gigs"]})
    assert "Dentist" in text_of(response)
    signed_in.post(path, answers_of(response))
    imported = ImportedCalendar.objects.get()
    assert (imported.kind, imported.name) == ("caldav", "Gigs")
    assert imported.url.rpartition("/")[0].endswith(address.rpartition("/")[0].rpartition("/")[2])
    refresh_import(imported.pk)
    assert TimeBlock.objects.filter(imported=imported).count() == 1


def test_caldav_with_wrong_password_says_so_at_the_password(signed_in, radicale, settings):
    settings.IMPORTS_ALLOWED_HOSTS = [radicale.place]
    sent = {"kind": "caldav", "url": radicale.url, "username": USER, "secret": "wrong"}
    assert signed_in.post(NEW, sent, follow=True).context["form"].errors.keys() == {"secret"}


@pytest.fixture
def google(settings, monkeypatch):
    with google_server.running(settings) as google:
        app = {"client_id": google_server.CLIENT_ID, "secret": google_server.CLIENT_SECRET}
        settings.SOCIALACCOUNT_PROVIDERS = {
            "google": {"APPS": [app], "SCOPE": ["profile", "email"], "OAUTH_PKCE_ENABLED": True}
        }
        monkeypatch.setattr(GoogleOAuth2Adapter, "access_token_url", settings.GOOGLE_TOKEN_URL)
        google.names = {"asa@example.org": "Åsa", "band@example.org": "Band"}
        google.busy = {"asa@example.org": [(f"{day(3).isoformat()}", f"{day(3, 22).isoformat()}")]}
        yield google


def consent(client, google, path: str, data: dict) -> str:
    """Go to Google, say yes there, and come back; returns where that led."""
    asked = parse_qs(urlsplit(client.post(path, data).url).query)
    google.grants["code"] = asked["code_challenge"][0]
    callback = urlsplit(asked["redirect_uri"][0]).path
    return client.get(callback, {"code": "code", "state": asked["state"][0]}).url


def test_google_is_not_offered_where_the_site_is_unknown_to_it(signed_in):
    assert "Google" not in text_of(signed_in.get(NEW))
    assert signed_in.post(NEW, {"kind": "google"}).status_code == 422


def test_google_is_asked_for_busy_times_and_for_nothing_else(signed_in, google):
    asked = parse_qs(urlsplit(signed_in.post(NEW, {"kind": "google"}).url).query)
    assert asked["access_type"] == ["offline"]
    assert {scope.rpartition("/")[2] for scope in asked["scope"][0].split()} == {
        "profile", "email", "calendar.freebusy", "calendar.calendarlist.readonly",
    }  # fmt: skip


def test_google_lists_calendars_previews_one_and_adds_it(signed_in, user, google):
    path = consent(signed_in, google, NEW, {"kind": "google"})
    choosing = signed_in.get(path)
    assert [name for _place, name in choosing.context["form"].fields["place"].choices] == ["Åsa", "Band"]
    response = followed(signed_in, path, {"place": "asa@example.org"})
    assert [count for *_word, count in response.context["preview"].counts] == [1, 0, 0]
    signed_in.post(path, answers_of(response))
    imported = ImportedCalendar.objects.get()
    assert (imported.username, unseal(imported.secret)) == ("asa@example.org", "refresh-1")
    refresh_import(imported.pk)
    assert TimeBlock.objects.get(imported=imported).period.lower == day(3)
    assert not user.socialaccount_set.exists()


def test_google_that_was_told_no_is_asked_again(signed_in, google):
    asked = parse_qs(urlsplit(signed_in.post(NEW, {"kind": "google"}).url).query)
    callback = urlsplit(asked["redirect_uri"][0]).path
    page = signed_in.get(callback, {"error": "access_denied", "state": asked["state"][0]}, follow=True)
    assert page.redirect_chain[-1][0] == f"{NEW}?kind=google"
    assert "Google has not been asked, or said no." in text_of(page)


def test_google_that_withdrew_is_connected_again(signed_in, user, google):
    imported = add_import(
        acting_user=user, calendar=user.calendar, kind="google", name="Mine", username="asa@example.org",
        secret="withdrawn", timezone="UTC",
    )  # fmt: skip
    assert "connect it again" in refresh_import(imported.pk).problem
    reconnect = reverse("accounts:import_reconnect", args=[imported.pk])
    assert reconnect in text_of(signed_in.get(reverse("accounts:import_edit", args=[imported.pk])))
    path = consent(signed_in, google, reconnect, {})
    assert "Use it" in text_of(signed_in.get(path))
    assert signed_in.post(path).url == LIST
    assert refresh_import(imported.pk).state == "good"


def test_somebody_new_signs_in_with_google(client, google, settings):
    """Google answers for an address, and a person and their calendar are made."""
    location = client.post(reverse("google_login")).url
    asked = parse_qs(urlsplit(location).query)
    assert "calendar" not in asked["scope"][0]
    google.grants["code"] = asked["code_challenge"][0]
    response = client.get(urlsplit(asked["redirect_uri"][0]).path, {"code": "code", "state": asked["state"][0]})
    assert response.status_code == 302
    assert User.objects.get(email="asa@example.org").calendar_id


def test_edit_changes_name_and_policy(signed_in, imported):
    path = reverse("accounts:import_edit", args=[imported.pk])
    response = signed_in.get(path)
    assert "Dentist" not in text_of(response)
    assert signed_in.post(path, answers_of(response, name="Day job", tentative="busy")).url == LIST
    imported.refresh_from_db()
    assert (imported.name, imported.tentative) == ("Day job", "busy")
    reread_import(imported.pk)
    assert set(imported.blocks.values_list("kind", flat=True)) == {"busy"}


def test_edit_takes_a_newer_file(signed_in, imported):
    path = reverse("accounts:import_edit", args=[imported.pk])
    sent = answers_of(signed_in.get(path))
    bad = signed_in.post(path, sent | {"content": SimpleUploadedFile("a.ics", b"hello")})
    assert bad.context["form"].errors.keys() == {"content"}
    assert imported.blocks.count() == 2
    signed_in.post(path, sent | {"content": SimpleUploadedFile("a.ics", calendar(gig(9)))})
    assert imported.blocks.count() == 2
    refresh_import(imported.pk)
    assert imported.blocks.count() == 1


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
    for words in ("Living here", "all the time", "from ", "Events that could not be read", "INTERVAL=0"):
        assert words in page


def test_list_tells_what_could_not_be_read(signed_in, user):
    imported = add_import(
        acting_user=user, calendar=user.calendar, kind="file", name="Work", timezone="UTC",
        content=calendar(gig(3), gig(4, "EXDATE:never")),
    )  # fmt: skip
    refresh_import(imported.pk)
    assert "Events that could not be read, and take no time here: 1." in text_of(signed_in.get(LIST))
    reread_import(imported.pk)
    assert "EXDATE" in text_of(signed_in.get(LIST))


def test_edit_keeps_the_password_that_is_not_entered_anew(signed_in, user, server):  # noqa: F811
    imported = add_import(
        acting_user=user, calendar=user.calendar, kind="url", name="Work", timezone="UTC",
        url=server.serve("/a.ics", calendar(gig(3))), username="asa", secret="old",
    )  # fmt: skip
    path = reverse("accounts:import_edit", args=[imported.pk])
    response = signed_in.get(path)
    assert "old" not in {field.value() for field in response.context["form"]}
    for secret in ("", "new"):
        signed_in.post(path, answers_of(response, secret=secret))
        imported.refresh_from_db()
        assert unseal(imported.secret) == (secret or "old")


def test_remove_names_what_is_lost_and_gives_it_back(signed_in, imported):
    path = reverse("accounts:import_remove", args=[imported.pk])
    assert "2 stretches of your time" in text_of(signed_in.get(path))
    assert ImportedCalendar.objects.exists()
    assert signed_in.post(path).url == LIST
    assert not ImportedCalendar.objects.exists()
    assert not TimeBlock.objects.exists()


def test_refresh_is_queued_and_watched(signed_in, user, server, queued, django_capture_on_commit_callbacks):  # noqa: F811
    imported = add_import(
        acting_user=user, calendar=user.calendar, kind="url", name="Work", timezone="UTC",
        url=server.serve("/a.ics", calendar(gig(3))),
    )  # fmt: skip
    refresh_import(imported.pk)
    with django_capture_on_commit_callbacks(execute=True):
        path = reverse("accounts:import_refresh", args=[imported.pk])
        panel = signed_in.post(path, headers={"HX-Request": "true"})
    assert "every 2s" in text_of(panel)
    assert queued() == [f"['{imported.pk}']"]
    refresh_import(imported.pk)
    watched = signed_in.get(reverse("accounts:import_panel", args=[imported.pk]), headers={"HX-Request": "true"})
    assert "every 2s" not in text_of(watched)
    assert watched.headers["HX-Trigger"] == '{"plan:changed": {}}'


@pytest.mark.parametrize("name", ["edit", "edit_preview", "panel", "refresh", "remove", "reconnect"])
def test_import_is_nobody_elses(client, imported, name):
    client.force_login(UserFactory())
    path = reverse(f"accounts:import_{name}", args=[imported.pk])
    assert {client.get(path).status_code, client.post(path, {}).status_code} <= {404, 405}
    assert ImportedCalendar.objects.filter(pk=imported.pk).exists()


@pytest.mark.parametrize(
    ("state", "minutes", "is_lost"),
    [("reading", 1, False), ("reading", 3, True), ("queued", 0, False), ("queued", 2, True), ("good", 60, False)],
)
def test_refresh_whose_worker_is_gone_says_so_and_can_be_tried_again(signed_in, user, queued, state, minutes, is_lost):
    imported = add_import(
        acting_user=user,
        calendar=user.calendar,
        kind="url",
        name="Work",
        timezone="UTC",
        url="https://example.org/a.ics",
    )
    at = now() - dt.timedelta(minutes=minutes)
    ImportedCalendar.objects.update(state=state, tried_at=at, next_try_at=at)
    page = text_of(signed_in.get(LIST))
    assert ("does not answer" in page, "Try again" in page) == (is_lost, is_lost)
    signed_in.post(reverse("accounts:import_refresh", args=[imported.pk]))
    imported.refresh_from_db()
    assert imported.state == ("reading" if (state, is_lost) == ("reading", False) else "queued")
