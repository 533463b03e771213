"""Requests out of order, malformed parts and a full disk at the server of files, whether by malice or bad luck."""

import hashlib
import os
import sys
import time
import unicodedata
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
import requests
import time_machine

from media.files import grants
from media.files.filenames import safe_name
from stageslot.files import NICENESS
from tests.files.conftest import TUS, FilesServer, running
from tests.files.test_downloads import given
from tests.threads import at_once

pytestmark = pytest.mark.heavy
MIB = 1024 * 1024


def test_a_grant_opens_nothing_but_what_it_was_made_for(files):
    upload, other = files.upload(b"0123").send(), files.upload(b"4567").send()
    to_send = upload.path.rpartition("/")[2]
    to_fetch = grants.Download(files=[given(upload)], rights=["1"]).signed()

    assert requests.get(f"{files.url}/downloads/{to_send}/x", timeout=30).status_code == 403
    for method in ("HEAD", "PATCH", "DELETE"):
        assert requests.request(method, f"{files.url}/uploads/{to_fetch}", headers=TUS, timeout=30).status_code == 403
    assert requests.get(f"{files.url}/downloads/{to_fetch}/{other.key}", timeout=30).content == b"0123"
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        assert requests.request(method, f"{files.url}/downloads/{to_fetch}/x", timeout=30).status_code == 405
    assert requests.get(f"{files.url}/uploads/{to_send}", headers=TUS, timeout=30).status_code == 405


def test_a_program_that_comes_byte_by_byte_is_refused_once_it_is_whole(files):
    program = b"MZ\x90\0" + b"\0" * 60
    upload = files.upload(program)
    for number, byte in enumerate(program):
        assert upload.patch(bytes([byte]), number).status_code == 204
    assert files.store.receipt(upload.key).is_program


def test_one_of_many_parts_sent_at_the_same_instant_is_kept(files):
    upload = files.upload(os.urandom(64 * 1024))

    answers = at_once(8, lambda _number: upload.patch(upload.content).status_code)

    assert answers.count(204) == 1
    assert set(answers) <= {204, 409, 423}
    assert files.store.receipt(upload.key).sha256 == hashlib.sha256(upload.content).hexdigest()
    assert upload.offset == len(upload.content)


@pytest.mark.parametrize("offset", ["00", "+0", "0x0", "1e0", "0,0", "99999999999999999999999", "٠"])
def test_an_offset_is_the_number_of_the_next_byte_and_nothing_that_reads_like_it(files, offset):
    upload = files.upload(b"0123")
    assert upload.patch(b"0123", **{"Upload-Offset": offset.encode()}).status_code in (400, 409)
    assert upload.offset == 0


def test_nothing_is_written_behind_the_end_and_a_whole_file_is_not_read_again(files):
    upload = files.upload(b"0123").send()
    receipt = files.store._receipt_path(upload.key)
    written_at = receipt.stat().st_mtime_ns

    assert upload.patch(b"", 4).status_code == 204
    assert upload.patch(b"4", 4).status_code == 413

    assert receipt.stat().st_mtime_ns == written_at
    assert b"".join(files.store.read(upload.key)) == b"0123"


def test_a_length_that_is_a_lie_keeps_no_more_than_was_granted(files):
    """The grant says how large the file is; what the sender says of it later changes nothing."""
    upload = files.upload(b"01234567", bytes=4)

    assert upload.patch(b"01234567", **{"Upload-Length": "8"}).status_code == 413
    assert upload.patch(b"01", **{"Upload-Length": "2"}).status_code == 204

    head = upload.head()
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("2", "4")
    assert files.store.receipt(upload.key) is None


def test_an_upload_that_has_expired_or_was_swept_is_gone(files):
    with time_machine.travel(time.time() - timedelta(days=3, minutes=1).total_seconds()):
        late = files.upload(b"0123")
    assert late.head().status_code == late.patch(b"0123").status_code == 403

    swept = files.upload(b"0123")
    files.store.drop(swept.key)

    assert swept.head().status_code == swept.patch(b"0123").status_code == 410
    assert not files.store.path(swept.key).exists()


@pytest.mark.parametrize(
    ("asked", "statuses"),
    [
        ("bytes=5-2", (200, 400, 416)),
        ("bytes=-0", (200, 400, 416)),
        ("bytes=--5", (200, 400, 416)),
        ("bytes=a-b", (200, 400, 416)),
        ("bytes=", (200, 400, 416)),
        ("lines=0-5", (200, 400, 416)),
        ("bytes=4096-", (416,)),
        ("bytes=0-99999999999999999999", (200, 206)),
        ("bytes=-99999999999999999999", (200, 206)),
    ],
)
def test_odd_ranges_give_the_file_a_part_of_it_or_a_refusal(files, asked, statuses):
    upload = files.upload(os.urandom(4096)).send()

    answer = files.download(given(upload), headers={"Range": asked})

    assert answer.status_code in statuses
    assert answer.content == upload.content or not answer.ok


def test_several_ranges_at_once_cost_no_more_than_the_file(files):
    upload = files.upload(os.urandom(4096)).send()

    two = files.download(given(upload), headers={"Range": "bytes=0-9,100-109"})
    overlapping = files.download(given(upload), headers={"Range": "bytes=" + ",".join(["0-4095"] * 500)})

    assert two.status_code == 206
    assert upload.content[:10] in two.content
    assert upload.content[100:110] in two.content
    assert len(overlapping.content) < 2 * len(upload.content)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("..", "file"),
        ("", "file"),
        ("/", "file"),
        ("\ufe0f", "file"),
        ("\u200b \u3164", "file"),
        ("a\x00b\r\nc.wav", "ab c.wav"),
        ("Mix\u202evaw.exe", "Mixvaw.exe"),
        (unicodedata.normalize("NFD", "Größe.wav"), "Größe.wav"),
        (" .wav. ", "wav"),
        ("x" * 300 + ".wav", "x" * 196 + ".wav"),
    ],
)
def test_names_of_files_are_plain_and_in_one_form(name, kept):
    assert safe_name(name) == kept


@pytest.fixture(scope="module")
def small_server(tmp_path_factory):
    """A server that cannot write more than 3 MiB to a file: to a program, a full disk looks the same."""
    server = FilesServer(tmp_path_factory.mktemp("small"))
    server.command = ["/bin/sh", "-c", 'ulimit -f 6144; exec "$@"', "sh", sys.executable, "-m"]
    with running(server):
        yield server


def test_when_the_disk_is_full_a_part_is_kept_whole_or_not_and_goes_on_later(small_server, settings):
    settings.FILES_ROOT = str(small_server.folder)
    upload = small_server.upload(os.urandom(4 * MIB))
    assert upload.patch(upload.content[: 2 * MIB]).status_code == 204

    full = upload.patch(upload.content[2 * MIB :], 2 * MIB)

    assert full.status_code == 507
    assert "no room" in full.json()["detail"]
    assert full.headers["Tus-Resumable"] == "1.0.0"
    assert upload.offset == 2 * MIB
    assert upload.patch(upload.content[: 4 * MIB], 0).status_code == 409


def test_the_server_gives_way_to_pages(files):
    """Its niceness alone would do nothing where the kernel shares the processor among sessions."""
    autogroup = Path(f"/proc/{files.process.pid}/autogroup")
    assert psutil.Process(files.process.pid).nice() == NICENESS
    if autogroup.exists():
        assert autogroup.read_text().split()[-1] == str(NICENESS)


def peak(files) -> int:
    """The most that the server ever had in memory, in MB."""
    status = Path(f"/proc/{files.process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) // 1024


def test_memory_does_not_grow_with_files(files):
    """`bin/bench files` measures it with 20 people and files of 1 GB."""
    before = peak(files)
    upload = files.upload(os.urandom(40 * MIB)).send()
    whole = files.download(given(upload), stream=True)
    packed = files.download(*[given(upload)] * 2, name="x.zip", stream=True)

    assert sum(map(len, whole.iter_content(MIB))) == 40 * MIB
    assert sum(map(len, packed.iter_content(MIB))) == int(packed.headers["Content-Length"]) > 80 * MIB
    assert peak(files) < before + 30
