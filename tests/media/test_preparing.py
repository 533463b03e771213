"""What the worker does with an upload: once, twice, after a crash, and when nobody wants it any more."""

import datetime as dt
import io

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils.timezone import now

from media import periodic
from media.actions import drop, keep_document, keep_picture, keep_sound, prepare, preparing
from media.encoding.asking import rendered
from media.files.storages import originals
from media.models import LEASE, Document, Picture, Sound
from media.states import TRANSITIONS, State
from tests.media.making import document_file, lying_files, make_picture, picture_bytes, picture_file, sound_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_here"), pytest.mark.heavy]


@pytest.fixture
def picture():
    return keep_picture(acting_user=None, file=picture_file(width=700), alt="Pier")


def prepared(kept):
    prepare(kind=kept.folder, pk=kept.pk)
    return type(kept).objects.get(pk=kept.pk)


def test_a_picture_is_ready_with_all_its_files_and_without_its_original(picture):
    ready = prepared(picture)
    assert (ready.state, ready.percent, ready.width, ready.height) == (State.READY, 100, 700, 600)
    assert lying_files("pictures") == sorted(rendition.name for rendition in ready.renditions)
    assert all(default_storage.size(each.name) == each.bytes for each in ready.renditions)
    assert not originals().exists(picture.original)
    assert ready.original == ""


def test_a_recording_is_ready_with_its_outline():
    ready = prepared(keep_sound(acting_user=None, file=sound_file(), title="Undertow"))
    assert (ready.state, ready.duration_ms, len(ready.peaks)) == (State.READY, 2000, 100)
    assert [rendition.format for rendition in ready.renditions] == ["m4a", "opus"]


def test_a_document_is_ready_under_its_own_name():
    ready = prepared(keep_document(acting_user=None, file=document_file(pages=2), name="Rider & plan (Über)"))
    assert (ready.state, ready.pages, ready.bytes) == (State.READY, 2, ready.renditions[0].bytes)
    assert "/rider-plan-uber-" in ready.url


def test_a_damaged_upload_is_refused_with_a_reason_and_leaves_nothing(picture):
    with originals().open(picture.original, "wb") as file:
        file.write(picture_bytes()[:-500])
    refused = prepared(picture)
    assert (refused.state, refused.reason, refused.files) == (State.REFUSED, "damaged", [])
    assert "damaged" in refused.reason_text
    assert not originals().exists(picture.original)
    assert lying_files("pictures") == []


def test_preparing_twice_changes_nothing(picture):
    first = prepared(picture)
    assert prepared(picture).files == first.files
    assert lying_files("pictures") == sorted(rendition.name for rendition in first.renditions)


def test_what_somebody_works_on_is_left_to_them_until_they_must_be_dead(picture):
    Picture.objects.update(taken_at=now())
    assert prepared(picture).is_waiting
    Picture.objects.update(taken_at=now() - LEASE - dt.timedelta(seconds=1))
    assert prepared(picture).is_ready


def test_of_two_workers_the_slower_one_changes_nothing(picture, monkeypatch):
    def overtaken(*arguments):
        Picture.objects.update(taken_at=now() - LEASE * 2)
        monkeypatch.undo()
        prepare(kind="pictures", pk=picture.pk)
        return rendered(*arguments)

    monkeypatch.setattr(preparing, "rendered", overtaken)
    ready = prepared(picture)
    assert ready.is_ready
    assert lying_files("pictures") == sorted(rendition.name for rendition in ready.renditions)


def test_what_kills_worker_after_worker_is_refused(picture):
    Picture.objects.update(attempts=3)
    assert (prepared(picture).reason, lying_files("pictures")) == ("too_much_work", [])


def test_a_store_that_fails_is_no_fault_of_the_file(picture, monkeypatch):
    def full(*arguments):
        raise OSError("no space left on device")

    monkeypatch.setattr(preparing, "_moved", full)
    with pytest.raises(OSError, match="no space"):
        prepared(picture)
    monkeypatch.undo()
    picture.refresh_from_db()
    assert (picture.state, picture.attempts, picture.taken_at) == (State.WAITING, 0, None)
    assert prepared(picture).is_ready


def test_an_upload_whose_original_is_lost_is_refused(picture):
    originals().delete(picture.original)
    assert prepared(picture).reason == "failed"


def test_what_was_dropped_meanwhile_leaves_no_files(picture, monkeypatch, django_capture_on_commit_callbacks):
    def dropped(*arguments):
        with django_capture_on_commit_callbacks(execute=True):
            drop(acting_user=None, kept=picture)
        return rendered(*arguments)

    monkeypatch.setattr(preparing, "rendered", dropped)
    prepare(kind="pictures", pk=picture.pk)
    assert not Picture.objects.exists()
    assert lying_files("pictures") == []


def test_a_picture_is_drawn_anew_from_its_widest_and_shown_meanwhile():
    ready = make_picture()
    old = [each for each in ready.files if (each["format"], each["width"]) == ("webp", 800)]
    Picture.objects.update(state=State.WAITING, files=old)
    waiting = Picture.objects.get()
    assert waiting.url(800) == ready.url(800)
    again = prepared(waiting)
    assert {each.format for each in again.renditions} == {"avif", "webp", "jpeg"}
    assert not again.original


def test_all_pictures_are_drawn_anew_when_somebody_says_so(queued):
    ready = make_picture(created_at=now() - dt.timedelta(hours=1))
    call_command("redraw_pictures", stdout=io.StringIO())
    assert Picture.objects.get().files == ready.files
    assert periodic.resume_waiting() == 1
    assert prepared(ready).is_ready


def test_progress_is_seen_while_the_work_goes_on(picture, monkeypatch):
    seen = []
    tell = preparing._tell
    monkeypatch.setattr(
        preparing, "_tell", lambda kept, part: (tell(kept, part), seen.append(Picture.objects.get().percent))
    )
    prepared(picture)
    assert seen == sorted(seen)
    assert len(set(seen)) > 3


@pytest.mark.parametrize("model", [Picture, Sound, Document], ids=lambda model: model.__name__)
@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_the_database_keeps_the_steps(model, before, after):
    fields = {
        Picture: {"alt": "x", "width": 1},
        Sound: {"title": "x", "duration_ms": 1},
        Document: {"name": "x", "pages": 1},
    }
    files = [{"format": "webp", "name": "x.webp", "bytes": 1, "width": 1, "height": 1}]
    kept = model.objects.create(**fields[model], files=files, state=before)
    is_legal = after == before or after in TRANSITIONS[before]
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT here")
        try:
            cursor.execute(f"UPDATE {model._meta.db_table} SET state = %s WHERE id = %s", [after.value, kept.pk])
        except Exception:
            cursor.execute("ROLLBACK TO SAVEPOINT here")
            assert not is_legal
        else:
            assert is_legal
