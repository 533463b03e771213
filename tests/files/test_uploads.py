"""Uploads by tus 1.0 against the running server of files."""

import base64
import hashlib
import os
import socket
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests
import time_machine

from media.files import grants
from tests.files.conftest import ORIGIN, TUS, end

pytestmark = pytest.mark.heavy
MIB = 1024 * 1024


def checksum(content: bytes, algorithm: str = "sha256") -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


def test_what_is_sent_is_kept_bit_for_bit(files):
    upload = files.upload(os.urandom(20 * MIB + 7)).send()

    receipt = files.store.receipt(upload.key)

    assert b"".join(files.store.read(upload.key)) == upload.content
    assert (receipt.size, receipt.sha256) == (len(upload.content), hashlib.sha256(upload.content).hexdigest())


def test_head_tells_how_much_has_come(files):
    upload = files.upload(b"0123456789")
    assert upload.patch(b"01234").status_code == 204

    head = upload.head()

    assert head.status_code == 200
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("5", "10")
    assert head.headers["Tus-Resumable"] == "1.0.0"
    assert head.headers["Cache-Control"] == "no-store"
    assert "Upload-Expires" in head.headers


def cut_at(upload, content: bytes, announced: int) -> None:
    """Send the beginning of a longer body, then go away."""
    address = urlsplit(upload.url)
    head = (
        f"PATCH {address.path} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
        f"Content-Type: application/offset+octet-stream\r\nContent-Length: {announced}\r\n\r\n"
    )
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(head.encode() + content)
        deadline = time.monotonic() + 20
        while upload.server.store.offset(upload.key) < len(content) // (8 * MIB) * 8 * MIB:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def offset_when_free(upload) -> int:
    """The server may still be busy with the request that was cut off."""
    for _ in range(100):
        head = upload.head()
        if head.status_code == 200:
            return int(head.headers["Upload-Offset"])
        assert head.status_code == 423
        time.sleep(0.05)
    raise AssertionError("it stays locked")


def test_an_upload_cut_at_sixty_percent_goes_on_after_a_restart_of_the_server(files):
    upload = files.upload(os.urandom(30 * MIB))
    cut_at(upload, upload.content[: 18 * MIB], announced=30 * MIB)
    kept = offset_when_free(upload)
    assert kept == 18 * MIB

    files.kill()
    files.start()

    assert upload.offset == kept
    assert upload.patch(upload.content[kept:], kept).status_code == 204
    assert files.store.receipt(upload.key).sha256 == hashlib.sha256(upload.content).hexdigest()


def test_a_server_killed_before_the_receipt_writes_it_when_it_is_asked_again(files):
    upload = files.upload(b"whole")
    files.store.append(upload.key, file_of(b"whole"), is_last=True)

    assert upload.offset == 5
    assert files.store.receipt(upload.key).sha256 == hashlib.sha256(b"whole").hexdigest()


def file_of(content: bytes):
    from io import BytesIO

    return BytesIO(content)


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_a_part_with_a_wrong_checksum_is_not_kept(files, algorithm):
    upload = files.upload(b"0123456789")
    assert upload.patch(b"01234", **{"Upload-Checksum": checksum(b"01234", algorithm)}).status_code == 204

    wrong = upload.patch(b"56789", 5, **{"Upload-Checksum": checksum(b"5678x", algorithm)})

    assert wrong.status_code == 460
    assert upload.offset == 5
    assert upload.patch(b"56789", 5, **{"Upload-Checksum": checksum(b"56789", algorithm)}).status_code == 204
    assert files.store.receipt(upload.key).sha256 == hashlib.sha256(b"0123456789").hexdigest()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"Upload-Offset": "3"}, 409),
        ({"Upload-Offset": "-1"}, 409),
        ({"Upload-Offset": ""}, 409),
        ({"Content-Type": "text/plain"}, 415),
        ({"Tus-Resumable": "0.2"}, 412),
        ({"Upload-Checksum": "md5 abcd"}, 400),
        ({"Upload-Checksum": "sha256 %%%"}, 400),
    ],
)
def test_what_is_not_tus_is_refused_and_nothing_is_kept(files, change, status):
    upload = files.upload(b"0123456789")

    answer = upload.patch(b"01234", **change)

    assert answer.status_code == status
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert upload.offset == 0


def test_more_than_was_announced_is_refused(files):
    upload = files.upload(b"0123")

    assert upload.patch(b"01234").status_code == 413
    assert (
        requests.patch(  # without a length: in chunks
            upload.url,
            data=iter([b"012", b"345"]),
            headers=TUS | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"},
            timeout=30,
        ).status_code
        == 413
    )
    assert upload.offset == 0


def test_two_requests_do_not_write_at_the_same_time(files):
    upload = files.upload(os.urandom(4 * MIB))
    address = urlsplit(upload.url)
    head = (
        f"PATCH {address.path} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
        f"Content-Type: application/offset+octet-stream\r\nContent-Length: {4 * MIB}\r\n\r\n"
    )
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(head.encode() + upload.content[:100])
        time.sleep(0.5)
        assert upload.patch(upload.content).status_code == 423
    assert offset_when_free(upload) == 100


@pytest.mark.parametrize(
    "program", [b"MZ\x90\0" + b"\0" * 60, b"\x7fELF\2", b"#!/bin/sh\nrm -rf /", b"\xca\xfe\xba\xbe\0", b"@ECHO OFF\r\n"]
)
def test_a_program_is_refused_with_its_first_bytes(files, program):
    upload = files.upload(program + b"\0" * MIB)

    assert upload.patch(upload.content).status_code == 415
    assert upload.head().status_code == 410
    assert files.store.receipt(upload.key).is_program


def test_giving_up_deletes_what_has_come_but_nothing_that_is_whole(files):
    upload = files.upload(b"0123456789")
    upload.patch(b"01234")
    assert requests.delete(upload.url, headers=TUS, timeout=30).status_code == 204
    assert upload.head().status_code == upload.patch(b"0").status_code == 410
    assert files.store.receipt(upload.key).is_given_up
    assert requests.delete(upload.url, headers=TUS, timeout=30).status_code == 204

    whole = files.upload(b"0123").send()
    assert requests.delete(whole.url, headers=TUS, timeout=30).status_code == 409
    assert whole.offset == 4


def test_giving_up_what_is_gone_leaves_nothing_behind(files):
    """As when the message that had the file was deleted: nobody would sweep a receipt before the next day."""
    whole = files.upload(b"0123").send()
    files.store.drop(whole.key)

    assert requests.delete(whole.url, headers=TUS, timeout=30).status_code == 410
    assert whole.key not in files.store.stored_keys()
    assert files.store.receipt(whole.key) is None


def test_a_grant_that_is_forged_too_old_or_ended_opens_nothing(files):
    upload = files.upload(b"0123", right="71")
    forged = upload.path[:-3] + "abc"
    assert requests.head(files.url + forged, headers=TUS, timeout=30).status_code == 403
    with time_machine.travel(time.time() - timedelta(days=3, minutes=1).total_seconds()):
        old = grants.Upload(key=upload.key, bytes=4, rights=["71"]).signed()
    assert requests.head(f"{files.url}/uploads/{old}", headers=TUS, timeout=30).status_code == 403

    end("71")

    assert upload.head().status_code == upload.patch(b"0123").status_code == 403
    assert files.upload(b"0123", right="71").patch(b"0123").status_code == 204


def test_the_pages_of_the_site_may_send_and_no_others(files):
    upload = files.upload(b"0123")
    wanted = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "tus-resumable,upload-offset"}

    ours = requests.options(upload.url, headers=wanted | {"Origin": ORIGIN}, timeout=30)
    theirs = requests.options(upload.url, headers=wanted | {"Origin": "https://evil.example"}, timeout=30)

    assert ours.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "PATCH" in ours.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Origin" not in theirs.headers


def test_options_tell_what_is_spoken(files):
    answer = requests.options(files.upload(b"0").url, timeout=30)

    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {"checksum", "expiration", "termination"}


def test_clients_that_know_no_patch_may_say_so_in_a_header(files):
    upload = files.upload(b"0123")
    headers = TUS | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}

    answer = requests.post(upload.url, b"0123", headers=headers | {"X-HTTP-Method-Override": "PATCH"}, timeout=30)

    assert answer.status_code == 204


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PATCH"])
def test_no_other_method_than_post_is_overridden(files, method):
    upload = files.upload(b"0123")
    upload.patch(b"01")

    requests.request(method, upload.url, headers=TUS | {"X-HTTP-Method-Override": "DELETE"}, timeout=30)

    assert upload.offset == 2
    assert files.store.receipt(upload.key) is None


def test_a_checksum_that_is_no_ascii_is_refused(files):
    upload = files.upload(b"0123")
    assert upload.patch(b"0123", **{"Upload-Checksum": "sha1 ä".encode().decode("latin-1")}).status_code == 400
