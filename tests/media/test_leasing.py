"""The lease on an upload that is being prepared: renewed while its worker lives, and free soon after."""

import datetime as dt
import threading
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from media.actions import keep_file, keep_picture, keep_preview, leasing, prepare, preparing
from media.actions.leasing import renewed
from media.models import LEASE, Picture, Preview
from tests.factories import UserFactory
from tests.media.making import picture_file, sound_bytes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files_here"), pytest.mark.heavy]
LATE = LEASE + dt.timedelta(seconds=1)


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(leasing, "RENEWED_EVERY", dt.timedelta(milliseconds=20))


@pytest.fixture
def picture():
    return keep_picture(acting_user=None, file=picture_file(width=700), alt="Pier")


def until(is_so):
    over = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < over


def test_what_a_killed_worker_leaves_is_due_two_minutes_later():
    file = keep_file(acting_user=UserFactory(), upload=SimpleUploadedFile("mix.wav", sound_bytes(1.5)))
    keep_preview(acting_user=UserFactory(), file=file, is_marked=True)
    Preview.objects.update(taken_at=now())
    assert not Preview.objects.due(now() + dt.timedelta(seconds=110)).exists()
    assert Preview.objects.due(now() + dt.timedelta(minutes=2, seconds=1)).exists()


def test_what_is_worked_on_for_long_is_left_to_its_worker(picture):
    Picture.objects.update(taken_at=now() - LATE)
    picture.refresh_from_db()
    assert Picture.objects.due(now()).exists()
    with renewed(picture):
        until(lambda: not Picture.objects.due(now()).exists())
    assert Picture.objects.get().taken_at == picture.taken_at
    assert Picture.objects.due(picture.taken_at + LATE).exists()


def test_what_somebody_else_has_taken_is_not_renewed(picture):
    Picture.objects.update(taken_at=now() - LATE)
    picture.refresh_from_db()
    theirs = now() - LEASE / 2
    Picture.objects.update(taken_at=theirs)
    with renewed(picture):
        until(lambda: not any(each.name.startswith("lease on") for each in threading.enumerate()))
    assert Picture.objects.get().taken_at == theirs


def test_the_outcome_counts_after_renewals(picture, monkeypatch):
    real = preparing.rendered

    def slow(*arguments):
        taken_at = Picture.objects.get().taken_at
        until(lambda: Picture.objects.get().taken_at != taken_at)
        return real(*arguments)

    monkeypatch.setattr(preparing, "rendered", slow)
    prepare(kind="pictures", pk=picture.pk)
    assert Picture.objects.get().is_ready
