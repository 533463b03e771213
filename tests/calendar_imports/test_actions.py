"""Adding, changing and removing imported calendars, and refreshing them from a real server."""

import datetime as dt
import gzip
import re
import threading

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from availability.actions import start_drawing
from availability.models import READING_LEASE, Calendar, DayMask, ImportedCalendar, TimeBlock
from availability.states import ImportState
from calendar_imports import periodic, tasks
from calendar_imports.actions import add_import, refresh_import, refreshing, remove_import, update_import
from calendar_imports.actions.refreshing import enqueue_due, reread_import
from calendar_imports.fetching.sealing import unseal
from tests.factories import UserFactory
from tests.threads import at_once

from .texts import BERLIN, calendar, event

pytestmark = pytest.mark.django_db
SOON = now().replace(hour=20, minute=0, second=0, microsecond=0) + dt.timedelta(days=10)


def at(days: int, *lines: str, uid: str = "") -> str:
    """An event of an hour, so many days after SOON."""
    return event(f"DTSTART:{SOON + dt.timedelta(days=days):%Y%m%dT%H%M%SZ}", *lines, uid=uid or f"{days}@example.org")


@pytest.fixture
def user():
    return UserFactory(email="ann@example.org")


def add_file(user, *events: str, **more) -> ImportedCalendar:
    """One that the worker has read."""
    given = {"name": "Work", "content": calendar(*events), "timezone": BERLIN} | more
    return refresh_import(add_import(acting_user=user, calendar=user.calendar, kind="file", **given).pk)


def change_and_read(user, imported, **fields) -> ImportedCalendar:
    """Change it, and let the worker do what is queued then."""
    changed = update_import(acting_user=user, imported=imported, **fields)
    (refresh_import if "content" in fields else reread_import)(changed.pk)
    return ImportedCalendar.objects.get(pk=changed.pk)


def add_url(user, url: str, **more) -> ImportedCalendar:
    return add_import(
        acting_user=user, calendar=user.calendar, kind="url", name="Work", url=url, timezone=BERLIN, **more
    )


def kinds(user) -> list[tuple[int, str]]:
    """The days after SOON of all blocks, with their kinds."""
    blocks = TimeBlock.objects.filter(calendar=user.calendar).order_by("period")
    return [((block.period.lower - SOON).days, block.kind) for block in blocks]


def test_file_takes_time_once_the_worker_has_read_it(user):
    imported = add_file(user, at(0, "SUMMARY:Doctor"), at(1, "STATUS:TENTATIVE"), at(2, "TRANSP:TRANSPARENT"))
    assert kinds(user) == [(0, "busy"), (1, "maybe")]
    assert (imported.state, imported.events_count, imported.next_try_at) == (ImportState.GOOD, 3, None)
    assert DayMask.objects.filter(calendar=user.calendar).count() == 1
    assert b"Doctor" not in bytes(imported.content)


def test_file_takes_the_time_of_bands_as_well(user):
    band = Calendar.objects.create()
    start_drawing(calendar=band, on=user.calendar)
    imported = add_file(user, at(0), at(1))
    assert DayMask.objects.filter(calendar=band).count() == 2
    change_and_read(user, imported, content=calendar(at(1)))
    assert DayMask.objects.filter(calendar=band).count() == 1
    call_command("check_masks")


def test_import_raises_the_version_only_where_time_changes(user):
    imported = add_file(user, at(0))
    version = Calendar.objects.get(pk=user.calendar_id).version
    change_and_read(user, imported, name="Office", all_day="nothing")
    assert Calendar.objects.get(pk=user.calendar_id).version == version
    change_and_read(user, imported, content=calendar(at(1)))
    assert Calendar.objects.get(pk=user.calendar_id).version == version + 1
    assert Calendar.objects.get(pk=user.calendar_id).said_at


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " \n"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"timezone": "Europe/Nowhere"}, "timezone"),
        ({"timezone": "localtime"}, "timezone"),
        ({"tentative": "perhaps"}, "tentative"),
        ({"zone_names": {"Mars": "Mars/Base"}}, "zone_names"),
        ({"content": b""}, "content"),
        ({"content": b"<html>"}, "content"),
        ({"content": b"x" * 10_485_761}, "content"),
        ({"username": "a\nb"}, "username"),
        ({"secret": "x" * 501}, "secret"),
        ({"kind": "url", "url": "file:///etc/passwd"}, "url"),
        ({"kind": "url", "url": ""}, "url"),
        ({"kind": "url", "url": "http://localhost:8000/feeds/abc.ics"}, "url"),
        ({"kind": "url", "url": "http://example.org/a", "secret": "x"}, "url"),
        ({"kind": "carrier pigeon"}, "kind"),
    ],
)
def test_import_with_bad_input_is_refused_at_the_field(user, settings, given, field):
    settings.SITE_URL = "http://localhost:8000"
    given = {"kind": "file", "name": "Work", "content": calendar(), "timezone": BERLIN} | given
    with pytest.raises(ValidationError) as refusal:
        add_import(acting_user=user, calendar=user.calendar, **given)
    assert list(refusal.value.message_dict) == [field]
    assert not ImportedCalendar.objects.exists()


def test_import_number_21_is_refused(user):
    ImportedCalendar.objects.bulk_create(
        ImportedCalendar(calendar=user.calendar, kind="url", name=str(number), timezone=BERLIN) for number in range(20)
    )
    with pytest.raises(ValidationError, match="20"):
        add_file(user, at(0))


def test_import_remembers_whose_answers_count(user):
    declined = "ATTENDEE;PARTSTAT=DECLINED:mailto:ann@example.org\nATTENDEE:mailto:bob@example.org"
    assert add_file(user, at(0, declined)).addresses == ["ann@example.org"]
    assert kinds(user) == []


def test_policy_is_applied_to_the_stored_copy(user):
    imported = add_file(user, at(0), at(1, "STATUS:TENTATIVE"))
    changed = update_import(acting_user=user, imported=imported, tentative="busy")
    assert (changed.state, kinds(user)) == (ImportState.QUEUED, [(0, "busy"), (1, "maybe")])
    reread_import(changed.pk)
    assert ImportedCalendar.objects.get().state == ImportState.GOOD
    assert kinds(user) == [(0, "busy"), (1, "busy")]


def test_zone_that_nobody_knows_waits_for_its_answer(user):
    imported = add_file(user, event(f"DTSTART;TZID=Mars/Base:{SOON:%Y%m%dT%H%M%S}"))
    assert (imported.state, imported.unknown_zones) == (ImportState.FAILED, ["Mars/Base"])
    assert imported.problem == "Choose a time zone for: Mars/Base."
    assert kinds(user) == []
    answered = change_and_read(user, imported, zone_names={"Mars/Base": "UTC"})
    assert (answered.state, answered.unknown_zones, answered.problem) == (ImportState.GOOD, [], "")
    assert kinds(user) == [(0, "busy")]


def test_import_that_is_removed_gives_its_time_back(user):
    imported, other = add_file(user, at(0)), add_file(user, at(1))
    remove_import(acting_user=user, imported=imported)
    remove_import(acting_user=user, imported=imported)
    assert kinds(user) == [(1, "busy")]
    assert list(ImportedCalendar.objects.all()) == [other]
    call_command("check_masks")


def test_own_feed_blocks_nothing(user):
    own = "booking-0197b0a0-0000-7000-8000-000000000000@stageslot"
    imported = add_file(user, at(0, uid=own))
    assert (imported.state, kinds(user)) == (ImportState.GOOD, [])


def test_address_is_fetched_by_the_worker(user, server, queued, django_capture_on_commit_callbacks):
    url = server.serve("/a.ics", gzip.compress(calendar(at(0))), Content_Encoding="gzip", ETag='"1"')
    with django_capture_on_commit_callbacks(execute=True):
        imported = add_url(user, url)
    assert imported.state == ImportState.QUEUED
    assert queued() == [f"['{imported.pk}']"]
    tasks.refresh_import(str(imported.pk))
    imported.refresh_from_db()
    assert (imported.state, imported.progress, imported.etag, kinds(user)) == ("good", 100, '"1"', [(0, "busy")])
    assert dt.timedelta(minutes=50) < imported.next_try_at - now() < dt.timedelta(minutes=70)


def test_progress_is_written_while_reading(user, server):
    imported = add_url(user, server.serve("/a.ics", calendar(at(0))))
    with CaptureQueriesContext(connection) as queries:
        refresh_import(imported.pk)
    written = [match[1] for query in queries if (match := re.search(r'SET "progress" = (\d+)', query["sql"]))]
    assert written == ["20", "38", "56", "74"]


def test_secret_is_stored_sealed_and_sent(user, server):
    imported = add_url(user, server.serve("/a.ics", calendar()), username="ann", secret="pass")
    assert "pass" not in imported.secret
    assert unseal(imported.secret) == "pass"
    assert refresh_import(imported.pk).state == ImportState.GOOD
    assert server.asked[0][2]["authorization"] == "Basic YW5uOnBhc3M="


def test_address_that_has_not_changed_is_not_read_again(user, server):
    url = server.serve("/a.ics", calendar(at(0)), ETag='"1"', Last_Modified="Thu, 01 Jan 2026 00:00:00 GMT")
    imported = refresh_import(add_url(user, url).pk)
    server.serve("/a.ics", b"", 304)
    again = refresh_import(imported.pk)
    sent = server.asked[1][2]
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"1"', "Thu, 01 Jan 2026 00:00:00 GMT")
    assert (again.state, kinds(user)) == (ImportState.GOOD, [(0, "busy")])
    assert again.good_at > imported.good_at


def test_address_that_has_changed_brings_the_difference(user, server):
    imported = refresh_import(add_url(user, server.serve("/a.ics", calendar(at(0), at(1)))).pk)
    kept = TimeBlock.objects.get(period__contains=SOON).pk
    server.serve("/a.ics", calendar(at(0), at(2)))
    refresh_import(imported.pk)
    assert kinds(user) == [(0, "busy"), (2, "busy")]
    assert TimeBlock.objects.get(period__contains=SOON).pk == kept


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [(500, b"", "status"), (404, b"", "gone"), (401, b"", "unauthorized"), (200, b"<html>", "is_page")],
)
def test_failure_keeps_the_last_good_copy(user, server, status, body, code):
    good = refresh_import(add_url(user, server.serve("/a.ics", calendar(at(0)))).pk)
    server.serve("/a.ics", body, status)
    failed = refresh_import(good.pk)
    assert (failed.state, failed.problem_stored["code"], failed.failures) == (ImportState.FAILED, code, 1)
    assert (failed.good_at, bytes(failed.content), kinds(user)) == (good.good_at, bytes(good.content), [(0, "busy")])
    assert failed.problem


def test_failure_that_nobody_foresaw_is_raised_and_told(user, server, monkeypatch):
    good = refresh_import(add_url(user, server.serve("/a.ics", calendar(at(0)))).pk)
    monkeypatch.setattr(refreshing, "fetch", lambda _imported: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        refresh_import(good.pk)
    failed = ImportedCalendar.objects.get(pk=good.pk)
    assert (failed.state, failed.problem) == (ImportState.FAILED, "We couldn’t read the calendar (ZeroDivisionError).")
    assert failed.next_try_at > now() + dt.timedelta(minutes=50)
    assert kinds(user) == [(0, "busy")]


@pytest.mark.parametrize("etag", ['"a\0b"', '"' + "x" * 600 + '"'])
def test_stamp_that_cannot_be_kept_is_none(user, server, etag):
    imported = refresh_import(add_url(user, server.serve("/a.ics", calendar(at(0)), ETag=etag)).pk)
    assert (imported.state, imported.etag, kinds(user)) == (ImportState.GOOD, "", [(0, "busy")])


def test_failures_are_followed_by_longer_pauses(user, server):
    imported = add_url(user, server.url("/gone.ics"))
    hours = []
    for _failure in range(7):
        imported = refresh_import(imported.pk)
        hours.append((imported.next_try_at - now()).total_seconds() / 3600)
    for pause, expected in zip(hours, [1, 2, 4, 8, 16, 24, 24], strict=True):
        assert pause == pytest.approx(expected, rel=0.11)


def test_server_that_asks_to_be_left_alone_is(user, server):
    imported = refresh_import(add_url(user, server.serve("/a", b"", 503, Retry_After="172800")).pk)
    assert imported.next_try_at - now() > dt.timedelta(hours=47)
    assert imported.problem == "127.0.0.1 is busy. We’ll try again later."


def test_zone_unknown_in_a_newer_copy_keeps_the_good_one(user, server):
    good = refresh_import(add_url(user, server.serve("/a.ics", calendar(at(0)))).pk)
    server.serve("/a.ics", calendar(event(f"DTSTART;TZID=Mars/Base:{SOON:%Y%m%dT%H%M%S}")))
    failed = refresh_import(good.pk)
    assert (failed.unknown_zones, kinds(user), bytes(failed.content)) == (
        ["Mars/Base"], [(0, "busy")], bytes(good.content),
    )  # fmt: skip
    asked = update_import(acting_user=user, imported=failed, zone_names={"Mars/Base": "Asia/Tokyo"})
    assert asked.state == ImportState.QUEUED
    assert refresh_import(asked.pk).state == ImportState.GOOD
    assert len(kinds(user)) == 1


def test_change_of_the_address_fetches_anew(user, server):
    imported = refresh_import(add_url(user, server.serve("/a.ics", calendar(at(0)), ETag='"1"')).pk)
    changed = update_import(acting_user=user, imported=imported, url=server.serve("/b.ics", calendar(at(1))))
    assert (changed.state, changed.etag, kinds(user)) == (ImportState.QUEUED, "", [(0, "busy")])
    refresh_import(changed.pk)
    assert kinds(user) == [(1, "busy")]


def test_refresh_of_what_is_gone_or_being_read_does_nothing(user, server):
    imported = add_url(user, server.serve("/a.ics", calendar(at(0))))
    ImportedCalendar.objects.filter(pk=imported.pk).update(state=ImportState.READING, tried_at=now())
    assert refresh_import(imported.pk) is None
    ImportedCalendar.objects.filter(pk=imported.pk).update(tried_at=now() - READING_LEASE * 2)
    assert refresh_import(imported.pk).state == ImportState.GOOD
    remove_import(acting_user=user, imported=imported)
    assert refresh_import(imported.pk) is None
    assert len(server.asked) == 1


@pytest.mark.django_db(transaction=True)
def test_refreshes_of_one_import_at_once_are_one(user, server):
    url = server.serve("/a.ics", calendar(*(at(day) for day in range(50))))
    imported = add_url(user, url)
    results = at_once(4, lambda _number: refresh_import(imported.pk))
    assert [result for result in results if result is not None and result.state != "good"] == []
    assert sum(result is not None for result in results) == len(server.asked) == 1
    assert TimeBlock.objects.filter(imported=imported).count() == 50


@pytest.mark.django_db(transaction=True)
def test_change_while_being_fetched_voids_the_reading(user, server):
    begun, changed = threading.Event(), threading.Event()
    server.serve("/served", calendar(at(0)))

    def wait_and_serve(handler):
        begun.set()
        assert changed.wait(20)
        server.answers["/served"](handler)

    server.answers["/a.ics"] = wait_and_serve
    imported = add_url(user, server.url("/a.ics"))

    def change():
        assert begun.wait(20)
        update_import(acting_user=user, imported=imported, url=server.serve("/b.ics", calendar(at(1))))
        changed.set()

    refreshed, _changed = at_once(2, lambda number: change() if number else refresh_import(imported.pk))
    assert refreshed is None
    assert kinds(user) == []
    assert refresh_import(imported.pk).state == ImportState.GOOD
    assert kinds(user) == [(1, "busy")]


def test_what_is_due_is_queued_once(user, server, queued, django_capture_on_commit_callbacks):
    due, later = add_url(user, server.url("/a")), add_url(user, server.url("/b"))
    ImportedCalendar.objects.filter(pk=later.pk).update(next_try_at=now() + dt.timedelta(hours=1))
    add_file(user, at(0))
    with django_capture_on_commit_callbacks(execute=True):
        assert periodic.refresh_due_imports() == 1
        assert periodic.refresh_due_imports() == 0
    assert queued() == [f"['{due.pk}']"]
    assert enqueue_due(now() + dt.timedelta(minutes=16)) == 1, "a task that was lost is queued again"


def test_copy_is_read_up_to_the_horizon_as_it_moves(user, django_capture_on_commit_callbacks, queued):
    imported = add_file(user, at(0, "RRULE:FREQ=WEEKLY"))
    blocks = TimeBlock.objects.filter(imported=imported)
    before = blocks.count()
    with time_machine.travel(now() + dt.timedelta(days=28)):
        with django_capture_on_commit_callbacks(execute=True):
            assert periodic.extend_imports() == 1
        assert queued() == [f"['{imported.pk}']"]
        reread_import(imported.pk)
        assert blocks.count() == before + 4
        assert periodic.extend_imports() == 0


def test_copy_read_again_says_nothing_of_its_source(user, server):
    imported = refresh_import(add_url(user, server.serve("/a.ics", calendar(at(0, "RRULE:FREQ=WEEKLY")))).pk)
    server.serve("/a.ics", b"", 500)
    failed = refresh_import(imported.pk)
    reread_import(imported.pk)
    imported.refresh_from_db()
    assert (imported.state, imported.problem, imported.good_at) == (ImportState.FAILED, failed.problem, failed.good_at)
