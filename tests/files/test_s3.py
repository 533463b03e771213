"""The server of files with an S3 store behind it, against a server that speaks its API."""

import hashlib
import io
import os
import zipfile
from urllib.parse import parse_qs, urlsplit

import boto3
import environ
import pytest
import requests
from moto.server import ThreadedMotoServer

from media.files import stores
from tests.files.conftest import FilesServer, running
from tests.files.test_downloads import given
from tests.files.test_uploads import checksum, cut_at, offset_when_free
from tests.threads import at_once

pytestmark = pytest.mark.heavy
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def s3():
    running_server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running_server.start()
    host, port = running_server.get_host_and_port()
    yield f"http://{host}:{port}"
    running_server.stop()


@pytest.fixture(scope="module")
def environment(s3):
    environment = {
        "FILES_S3_BUCKET": "files",
        "FILES_S3_PREFIX": "sent/",
        "MEDIA_S3_ENDPOINT": s3,
        "MEDIA_S3_REGION": "eu-central-1",
        "MEDIA_S3_KEY": "key",
        "MEDIA_S3_SECRET": "secret",
        "MEDIA_S3_ADDRESSING": "path",
    }
    client = boto3.client(
        "s3", endpoint_url=s3, region_name="eu-central-1", aws_access_key_id="key", aws_secret_access_key="secret"
    )
    client.create_bucket(Bucket="files", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return environment


@pytest.fixture(scope="module")
def running_server(tmp_path_factory, environment):
    with running(FilesServer(tmp_path_factory.mktemp("unused"), environment)) as server:
        yield server


@pytest.fixture
def files(running_server, environment, settings, monkeypatch):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings.FILES_S3 = stores.files_s3(environ.Env())
    return running_server


def names(files, key):
    return sorted(files.store._names(key))


def test_a_file_sent_in_parts_small_and_large_is_one_object_bit_for_bit(files):
    upload = files.upload(os.urandom(20 * MIB + 7))
    at = 0
    for size in (10, 3 * MIB, 3 * MIB, 9 * MIB, 1, 4 * MIB):
        assert upload.offset == at
        assert upload.patch(upload.content[at : at + size], at).status_code == 204
        at += size
    assert upload.patch(upload.content[at:], at).status_code == 204

    assert b"".join(files.store.read(upload.key)) == upload.content
    assert files.store.receipt(upload.key).sha256 == hashlib.sha256(upload.content).hexdigest()
    assert names(files, upload.key) == [upload.key, f"{upload.key}.json"]


def test_an_upload_goes_on_after_a_restart_of_the_server(files):
    upload = files.upload(os.urandom(20 * MIB))
    cut_at(upload, upload.content[: 12 * MIB], announced=20 * MIB)
    kept = offset_when_free(upload)
    assert kept == 12 * MIB

    files.kill()
    files.start()

    assert upload.patch(upload.content[kept:], kept).status_code == 204
    assert files.store.receipt(upload.key).sha256 == hashlib.sha256(upload.content).hexdigest()


def test_a_part_with_a_wrong_checksum_is_not_kept(files):
    upload = files.upload(os.urandom(6 * MIB))

    assert upload.patch(upload.content, **{"Upload-Checksum": checksum(b"other")}).status_code == 460

    assert upload.offset == 0
    assert upload.patch(upload.content, **{"Upload-Checksum": checksum(upload.content)}).status_code == 204


def test_nothing_is_left_of_what_is_dropped(files):
    cut = files.upload(os.urandom(7 * MIB))
    cut.patch(cut.content[: 6 * MIB])
    cut.patch(cut.content[6 * MIB : 6 * MIB + 5], 6 * MIB)
    whole = files.upload(b"0123").send()

    for upload in (cut, whole):
        files.store.drop(upload.key)
        files.store.drop(upload.key)
        assert names(files, upload.key) == []
        assert upload.head().status_code == 410


def test_downloads_lead_to_an_address_of_the_store_that_is_good_for_a_minute(files):
    upload = files.upload(os.urandom(MIB)).send()

    answer = files.download(given(upload, "Größe.wav"), allow_redirects=False)

    assert answer.status_code == 302
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert query["X-Amz-Expires"] == ["60"]
    assert query["response-content-disposition"] == ["attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe.wav"]
    assert requests.get(answer.headers["Location"], timeout=30).content == upload.content


def test_a_folder_comes_as_a_zip(files):
    uploads = [files.upload(os.urandom(size)).send() for size in (MIB, 5)]

    answer = files.download(*(given(each, f"{each.key}.wav") for each in uploads), name="x.zip")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert packed.testzip() is None
        assert [packed.read(each) for each in packed.namelist()] == [each.content for each in uploads]


def test_what_lies_there_can_be_listed(files):
    upload = files.upload(b"0123").send()

    assert upload.key in list(files.store.stored_keys())


def test_what_is_refused_on_a_disk_is_refused_in_a_bucket(files):
    program = files.upload(b"\x7fELF" + b"\0" * 60)
    assert program.patch(program.content).status_code == 415
    assert program.head().status_code == 410
    assert names(files, program.key) == [f"{program.key}.json"]

    whole = files.upload(b"0123").send()
    assert whole.patch(b"", 4).status_code == 204
    assert whole.patch(b"4", 4).status_code == 413
    assert whole.patch(b"0123", 0).status_code == 409
    assert b"".join(files.store.read(whole.key)) == b"0123"


@pytest.mark.parametrize("size", [0, 4, 6 * MIB])
def test_a_server_killed_before_the_upload_was_completed_completes_it_when_it_is_asked_again(files, size, monkeypatch):
    upload = files.upload(os.urandom(size))
    with monkeypatch.context() as killed:
        killed.setattr(files.store, "_complete", lambda *_arguments: None)
        files.store.append(upload.key, io.BytesIO(upload.content), is_last=True)

    assert upload.offset == size
    assert files.store.receipt(upload.key).sha256 == hashlib.sha256(upload.content).hexdigest()
    assert names(files, upload.key) == [upload.key, f"{upload.key}.json"]


def test_a_server_killed_after_the_upload_was_completed_writes_its_receipt(files, monkeypatch):
    upload = files.upload(b"0123")
    with monkeypatch.context() as killed:
        killed.setattr(files.store, "_delete", lambda _name: None)
        files.store.append(upload.key, io.BytesIO(upload.content), is_last=True)

    assert upload.offset == 4
    assert files.store.receipt(upload.key).size == 4
    assert names(files, upload.key) == [upload.key, f"{upload.key}.json"]


def test_one_of_many_parts_sent_at_the_same_instant_is_kept(files):
    upload = files.upload(os.urandom(6 * MIB))

    answers = at_once(4, lambda _number: upload.patch(upload.content[: 5 * MIB]).status_code)

    assert answers.count(204) == 1
    assert set(answers) <= {204, 409, 423}
    assert upload.offset == 5 * MIB
    assert upload.patch(upload.content[5 * MIB :], 5 * MIB).status_code == 204
    assert files.store.receipt(upload.key).sha256 == hashlib.sha256(upload.content).hexdigest()


def test_parts_of_a_file_are_fetched_from_the_store_and_nothing_from_behind_its_end(files):
    upload = files.upload(os.urandom(4096)).send()

    part = files.download(given(upload), headers={"Range": "bytes=100-199"})
    behind = files.download(given(upload), headers={"Range": "bytes=4096-"})

    assert (part.status_code, part.content) == (206, upload.content[100:200])
    assert behind.status_code == 416
