"""Files that people begin to send: how large, how many, and what happens when the disk is full."""

import base64
import datetime as dt
import os
import resource
from contextlib import contextmanager
from io import BytesIO
from typing import ClassVar
from uuid import UUID

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils.timezone import now

from accounts.states import Role
from media.actions import NoRoom, begin_file, drop_file, keep_file
from media.actions.files import drop_late_files
from media.files.disk_store import DiskStore
from media.files.file_store import Receipt
from media.files.store import file_store
from media.models import File
from messaging.access import get_thread_for
from messaging.actions import send_message
from tests.factories import BandFactory, MembershipFactory, UserFactory
from tests.threads import at_once

GIB = 1024**3
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_ROOT, settings.FILES_FREE_SHARE = str(tmp_path / "files"), 0.0
    return tmp_path / "files"


@pytest.fixture
def user(db):
    return UserFactory()


@pytest.mark.parametrize("bytes", [10 * GIB + 1, -1])
def test_a_file_has_at_most_ten_gigabytes(user, bytes):
    with pytest.raises(ValidationError) as refused:
        begin_file(acting_user=user, name="Mix.wav", bytes=bytes)
    assert list(refused.value.message_dict) == ["bytes"]
    assert not File.objects.exists()


def test_what_is_promised_to_come_counts_from_the_beginning_until_it_is_dropped(user, settings):
    settings.FILE_BYTES_MAX, settings.FILES_QUOTA_BYTES = 100, 100
    first = begin_file(acting_user=user, name="a", bytes=60)
    with pytest.raises(ValidationError):
        begin_file(acting_user=user, name="b", bytes=41)
    begin_file(acting_user=UserFactory(), name="theirs", bytes=100)
    begin_file(acting_user=user, name="b", bytes=40)

    drop_file(file=first)

    assert begin_file(acting_user=user, name="c", bytes=60).bytes == 60


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_those_who_begin_at_the_same_instant_do_not_go_beyond_the_quota_together(settings):
    settings.FILES_QUOTA_BYTES = 100
    user = UserFactory()

    outcomes = at_once(8, lambda number: begin_file(acting_user=user, name=f"{number}", bytes=30))

    assert sum(isinstance(each, File) for each in outcomes) == 3
    assert sum(isinstance(each, ValidationError) for each in outcomes) == 5
    assert File.objects.filter(sent_by=user).bytes_held() == 90


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_those_who_begin_at_the_same_instant_do_not_fill_the_disk_together(settings, monkeypatch):
    settings.FILES_FREE_SHARE = 0.2
    monkeypatch.setattr(DiskStore, "free_share", lambda store, reserved: (100 - reserved) / 100)
    users = [UserFactory() for _ in range(8)]

    outcomes = at_once(8, lambda number: begin_file(acting_user=users[number], name=f"{number}", bytes=30))

    assert sum(isinstance(each, File) for each in outcomes) == 2
    assert sum(isinstance(each, NoRoom) for each in outcomes) == 6


class DistantStore(DiskStore):
    """Stands for one that is asked over the network: notes what it is asked in a transaction."""

    asked_inside: ClassVar[list[str]] = []

    def __getattribute__(self, name):
        if name in ("begin", "offset", "append", "complete", "receipt", "write_receipt", "read", "drop"):
            self.asked_inside.extend([name] if connection.in_atomic_block else [])
        return super().__getattribute__(name)


@pytest.mark.heavy
@pytest.mark.django_db(transaction=True)
def test_no_transaction_waits_for_the_store(client, monkeypatch):
    monkeypatch.setattr("media.files.store.DiskStore", DistantStore)
    band = BandFactory().party
    user = MembershipFactory(party=band, role=Role.MEMBER).user
    client.force_login(user)
    metadata = f"filename YQ==,purpose {b64('message')},target {b64(str(band.pk))}"
    begin = {"Upload-Length": "3", "Upload-Metadata": metadata, "Idempotency-Key": "1"}
    first, again = [client.post(reverse("api:upload_begin"), headers=begin).json() for _ in range(2)]
    assert first == again
    store = file_store()
    store.append(UUID(first["id"]).hex, BytesIO(b"abc"), is_last=True)
    client.post(reverse("api:upload_begin"), headers=begin)  # comes late, and takes nothing back
    store.write_receipt(UUID(first["id"]).hex, Receipt(3, "f" * 64, "text/plain"))

    words = {"text": "Here", "attachments": [first["id"]]}
    address = reverse("api:message_send", args=[band.pk])
    sent = client.post(address, words, content_type="application/json", headers={"Idempotency-Key": "2"})
    attached = SimpleUploadedFile("b.txt", b"abc")
    form = client.post(reverse("messaging:thread", args=[band.pk]), {"text": "And here", "file": attached})

    assert (sent.status_code, form.status_code) == (201, 302)
    assert File.objects.filter(attachment__message__thread=band.pk, bytes=3).count() == 2
    assert DistantStore.asked_inside == []


def b64(text):
    return base64.b64encode(text.encode()).decode()


def test_a_store_that_cannot_be_reached_costs_no_room(user, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(DiskStore, "begin", lambda *_values: 1 / 0)
    with pytest.raises(ZeroDivisionError), django_capture_on_commit_callbacks(execute=True):
        begin_file(acting_user=user, name="a", bytes=30)
    assert not File.objects.exists()


def test_nothing_is_begun_on_a_disk_that_is_nearly_full(user, settings):
    settings.FILES_FREE_SHARE = file_store().free_share(0) / 2
    first = begin_file(acting_user=user, name="a", bytes=1)
    settings.FILES_FREE_SHARE = 1.0

    with pytest.raises(NoRoom, match="nearly full"):
        begin_file(acting_user=user, name="b", bytes=1)
    with pytest.raises(NoRoom):
        keep_file(acting_user=user, upload=SimpleUploadedFile("b", b"b"))

    assert list(File.objects.all()) == [first]
    assert set(file_store().stored_keys()) <= {first.key}


def test_what_is_on_its_way_counts_as_if_it_were_there(user, settings):
    """Also for everybody else, or two uploads would share the last room."""
    disk = 2**60
    settings.FILES_QUOTA_BYTES = settings.FILE_BYTES_MAX = 4 * disk
    with pytest.raises(NoRoom):
        begin_file(acting_user=user, name="a.wav", bytes=disk)
    File.objects.create(name="b.wav", bytes=disk, sent_by=UserFactory(), expires_at=now())
    with pytest.raises(NoRoom):
        begin_file(acting_user=user, name="c.wav", bytes=10)


def test_what_is_only_announced_takes_room_from_nobody_for_long(settings):
    settings.FILE_BYTES_MAX = 2**60
    begun = File.objects.create(name="a.wav", bytes=2**60, sent_by=UserFactory(), expires_at=now())
    File.objects.filter(pk=begun.pk).update(created_at=now() - dt.timedelta(hours=2))
    file_store().begin(begun.key)
    with pytest.raises(NoRoom):  # something came just now
        begin_file(acting_user=UserFactory(), name="b.wav", bytes=10)
    quiet = (now() - dt.timedelta(hours=2)).timestamp()
    os.utime(file_store().path(begun.key), (quiet, quiet))
    assert begin_file(acting_user=UserFactory(), name="b.wav", bytes=10).is_uploading


def test_one_person_has_only_so_much_on_its_way_and_giving_up_makes_room(settings, monkeypatch):
    settings.FILE_BYTES_MAX = 1000
    user, new = UserFactory(), UserFactory(date_joined=now())
    first = begin_file(acting_user=user, name="a.wav", bytes=900)
    for who, bytes in ((user, 101), (new, 101)):
        with pytest.raises(ValidationError) as refused:
            begin_file(acting_user=who, name="b.wav", bytes=bytes)
        assert "at most" in refused.value.message_dict["bytes"][0]
    assert begin_file(acting_user=new, name="b.wav", bytes=100)

    file_store().drop(first.key)
    file_store().write_receipt(first.key, Receipt(0, "", "", is_given_up=True))
    assert begin_file(acting_user=user, name="c.wav", bytes=1000).is_uploading

    first.refresh_from_db()
    assert first.is_given_up
    monkeypatch.setattr("media.actions.files.ON_THEIR_WAY_MAX", 1)
    with pytest.raises(ValidationError, match="finish these first"):
        begin_file(acting_user=user, name="d.wav", bytes=0)


def test_empty_files_count_until_a_message_has_them(user, monkeypatch):
    """They take no room, so neither the quota nor the uploads on their way bound them."""
    monkeypatch.setattr("media.actions.files.UNSENT_MAX", 2)
    files = [begin_file(acting_user=user, name=f"{number}.txt", bytes=0) for number in range(2)]
    for bytes in (0, 1):
        with pytest.raises(ValidationError, match="in no message yet"):
            begin_file(acting_user=user, name="more.txt", bytes=bytes)
    assert begin_file(acting_user=UserFactory(), name="theirs.txt", bytes=0).is_ready

    band = BandFactory().party
    MembershipFactory(party=band, user=user)
    thread = get_thread_for(user, band.pk)
    send_message(acting_user=user, thread=thread, text="", files=[file.pk for file in files])
    assert begin_file(acting_user=user, name="more.txt", bytes=0).is_ready


@contextmanager
def files_no_larger_than(bytes: int):
    """Nothing larger can be written meanwhile: to us, a full disk looks the same."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_form_whose_file_does_not_fit_is_told_so_and_leaves_nothing(user, django_capture_on_commit_callbacks):
    upload = SimpleUploadedFile("Mix.wav", os.urandom(3 * 1024 * 1024))
    with django_capture_on_commit_callbacks(execute=True), files_no_larger_than(1024 * 1024), pytest.raises(NoRoom):
        keep_file(acting_user=user, upload=upload)
    assert not File.objects.exists()
    assert list(file_store().stored_keys()) == []


def test_a_part_that_does_not_fit_is_not_kept_by_half(user):
    store, key = file_store(), "ab" * 16
    store.begin(key)
    store.append(key, BytesIO(b"0123"), is_last=False)
    with files_no_larger_than(1024 * 1024), pytest.raises(OSError, match="File too large"):
        store.append(key, BytesIO(os.urandom(3 * 1024 * 1024)), is_last=True)
    assert b"".join(store.read(key)) == b"0123"


def test_uploads_that_nobody_finishes_go_and_those_that_are_whole_stay(user, django_capture_on_commit_callbacks):
    half, whole = (begin_file(acting_user=user, name=name, bytes=4) for name in ("half", "whole"))
    file_store().append(whole.key, BytesIO(b"0123"), is_last=True)
    file_store().write_receipt(whole.key, Receipt(4, "0" * 64, "text/plain"))

    with time_machine.travel(now() + dt.timedelta(days=3, hours=1)), django_capture_on_commit_callbacks(execute=True):
        assert drop_late_files() == 1

    assert list(File.objects.all()) == [whole]
    assert File.objects.get().is_ready
    assert list(file_store().stored_keys()) == [whole.key]
    assert not File.objects.filter(pk=half.pk).exists()


def test_a_file_without_a_byte_is_whole_at_once(user):
    file = begin_file(acting_user=user, name="empty.txt", bytes=0)
    assert file.is_ready
    assert b"".join(file_store().read(file.key)) == b""


@pytest.mark.parametrize("length", ["", "-1", "+5", "1e3", "0x10", "٣", "9" * 30, f"{10 * GIB + 1}"])
def test_the_api_begins_nothing_of_a_length_that_is_none_or_too_large(user, client, length, monkeypatch):
    monkeypatch.setattr("media.access.sent.may_send_to", lambda *_names: [True])
    client.force_login(user)

    answer = client.post(reverse("api:upload_begin"), headers={"Upload-Length": length.encode().decode("latin-1")})

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["bytes"]
    assert not File.objects.exists()


def test_the_api_says_when_the_disk_is_nearly_full(user, client, settings, monkeypatch):
    monkeypatch.setattr("media.access.sent.may_send_to", lambda *_names: [True])
    settings.FILES_FREE_SHARE = 1.0
    client.force_login(user)

    answer = client.post(reverse("api:upload_begin"), headers={"Upload-Length": "10"})

    assert answer.status_code == 507
    assert answer.json()["type"].endswith("no-room")


def test_the_api_refuses_metadata_that_are_no_ascii(user, client):
    client.force_login(user)
    header = {"Upload-Length": "1", "Upload-Metadata": "filename ä".encode().decode("latin-1")}
    answer = client.post(reverse("api:upload_begin"), headers=header)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["metadata"])
