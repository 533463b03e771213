"""Downloads by grant from the running server of files."""

import hashlib
import io
import os
import time
import zipfile
from types import SimpleNamespace

import pytest
import requests
import time_machine

from media.access import files_address
from media.files import grants
from tests.files.conftest import end
from web.valkey import valkey

pytestmark = pytest.mark.heavy
MIB = 1024 * 1024


def given(upload, name="Mix.wav", media_type="audio/x-wav"):
    """A file as a grant names it."""
    return (upload.key, name, media_type, len(upload.content))


def test_a_file_comes_back_as_it_was_sent_and_never_runs(files):
    upload = files.upload(os.urandom(3 * MIB)).send()

    answer = files.download(given(upload, "Größe.wav"))

    assert answer.content == upload.content
    assert answer.headers["Content-Type"] == "audio/x-wav"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe.wav"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=1048570-", 206, slice(1048570, None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=99999999-", 416, None),
    ],
)
def test_parts_of_a_file_can_be_asked_for(files, asked, status, part):
    upload = files.upload(os.urandom(MIB)).send()

    answer = files.download(given(upload), headers={"Range": asked})

    assert answer.status_code == status
    if part:
        assert answer.content == upload.content[part]


def test_a_grant_is_good_for_a_minute_and_only_while_its_right_lasts(files):
    upload = files.upload(b"0123").send()
    with time_machine.travel(time.time() - 61):
        old = grants.Download(files=[given(upload)], rights=["72"]).signed()
    assert requests.get(f"{files.url}/downloads/{old}/x", timeout=30).status_code == 403
    token = grants.Download(files=[given(upload)], rights=["72"]).signed()
    assert requests.get(f"{files.url}/downloads/{token}/x", timeout=30).status_code == 200

    end("72")

    assert requests.get(f"{files.url}/downloads/{token}/x", timeout=30).status_code == 403
    assert requests.get(f"{files.url}/uploads/{token}", timeout=30).status_code in (403, 405, 412)


def test_a_download_that_goes_on_ends_with_its_right(files):
    upload = files.upload(os.urandom(64 * MIB)).send()
    answer = files.download(given(upload), right="73", stream=True)
    parts = answer.iter_content(64 * 1024)
    next(parts)

    end("73")
    time.sleep(5)

    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
        list(parts)


def test_a_folder_comes_as_a_zip_whose_length_is_known(files):
    uploads = [files.upload(os.urandom(size)).send() for size in (MIB, 5, 3 * MIB)]
    names = ["Mix.wav", "mix.wav", "Notes.txt"]

    answer = files.download(*(given(*each) for each in zip(uploads, names, strict=True)), name="Session – 1.zip")

    assert int(answer.headers["Content-Length"]) == len(answer.content)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert packed.testzip() is None
        assert packed.namelist() == ["Mix.wav", "mix (2).wav", "Notes.txt"]
        assert [packed.read(each) for each in packed.namelist()] == [each.content for each in uploads]
        assert {each.compress_type for each in packed.infolist()} == {zipfile.ZIP_STORED}


def test_a_file_that_was_dropped_is_gone(files):
    upload = files.upload(b"0123").send()
    files.store.drop(upload.key)

    assert files.download(given(upload)).status_code == 410
    assert files.download(given(upload), given(upload), name="x.zip").status_code == 410


def test_what_is_read_in_between_two_uploads_has_the_hash_of_its_own(files):
    """The hashes that the server makes on the way belong to one file each."""
    first, second = files.upload(os.urandom(9 * MIB)), files.upload(os.urandom(9 * MIB))
    for offset in (0, 3 * MIB, 6 * MIB):
        for upload in (first, second):
            assert upload.patch(upload.content[offset : offset + 3 * MIB], offset).status_code == 204
    for upload in (first, second):
        assert files.store.receipt(upload.key).sha256 == hashlib.sha256(upload.content).hexdigest()


def test_a_zip_has_all_its_files_however_long_their_names_are(files):
    upload = files.upload(b"0123").send()
    each = SimpleNamespace(key=upload.key, name="😀" * 190 + ".wav", media_type="audio/x-wav", bytes=4)
    path = files_address([each] * 300, ["1"], "all.zip").split("/downloads/")[1]

    answer = requests.get(f"{files.url}/downloads/{path}", timeout=60)

    assert len(path) < 1000
    assert len(zipfile.ZipFile(io.BytesIO(answer.content)).namelist()) == 300
    grant = grants.Download.read(path.split("/")[0])
    valkey().delete(grants.list_key(grant.listed))
    assert requests.get(f"{files.url}/downloads/{path}", timeout=60).status_code == 403
