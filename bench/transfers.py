"""python -m bench.transfers KIND PEOPLE BYTES PORT TALLY PACE [KEY ...]: people who send or fetch files.

Each has a connection and a thread, moves at most PACE bytes a second (without a limit if 0), and goes on until the
process is killed; the file TALLY holds how many bytes each has moved. They give way to pages as the server of files
does, since in production they would run on machines of their own.

| kind | what each of them does, again and again |
|---|---|
| send | a new file, in parts of 8 MiB with their checksums, as the page sends them |
| fetch | the first file whole |
| parts | the first file in ranges of 64 MiB |
| zip | all files as one ZIP |
| busy | nothing of the kind: it keeps a processor busy with checksums, for comparison |
"""

import base64
import hashlib
import itertools
import mmap
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

from media.files import grants
from media.files.store import file_store
from stageslot.niceness import give_way

PART_BYTES = 8 * 1024 * 1024
RANGE_BYTES = 64 * 1024 * 1024
BUFFER_BYTES = 64 * 1024
"""So much is copied at once: a kernel that does not interrupt itself lets nobody else run meanwhile."""
MEDIA_TYPE = "audio/x-wav"
TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
NICENESS = 19
TALLY_BYTES = 8
ADDRESS = "127.0.0.1"
CLIENT_SECONDS = 60


class Transfers:
    """One process of transfers as the measurement controls it: it can be paused and resumed."""

    def __init__(self, process: subprocess.Popen[bytes], tally: Path) -> None:
        self._process = process
        self._tally = tally

    def pause(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def moved(self) -> int:
        """How many bytes the people have transferred so far."""
        return sum(each[0] for each in struct.iter_unpack("<Q", self._tally.read_bytes()))


@contextmanager
def transfers(kind: str, people: int, bytes: int, port: int, pace: int, keys: list[str]) -> Iterator[Transfers]:
    with tempfile.NamedTemporaryFile() as tally:
        tally.truncate(people * TALLY_BYTES)
        values = [kind, str(people), str(bytes), str(port), tally.name, str(pace)]
        process = subprocess.Popen([sys.executable, "-m", "bench.transfers", *values, *keys], start_new_session=True)
        try:
            yield Transfers(process, Path(tally.name))
        finally:
            process.kill()
            process.wait()


class Connection:
    """One person's connection, reopened when the server has closed it.

    `pace` is how many bytes a second it carries at most; 0 is no limit.
    """

    def __init__(self, port: int, pace: int = 0) -> None:
        self._port = port
        self._pace = pace
        self._free_at = 0.0
        self._socket: socket.socket | None = None
        self._buffer = bytearray(BUFFER_BYTES)

    def ask(self, method: str, path: str, headers: dict[str, str], content: bytes = b"") -> tuple[int, int]:
        """Return the status and size of the answer; its content is thrown away. Raises OSError when the connection is
        cut."""
        try:
            return self._ask(method, path, headers, content)
        except OSError:
            if self._socket:
                self._socket.close()
                self._socket = None
            raise

    def _ask(self, method: str, path: str, headers: dict[str, str], content: bytes) -> tuple[int, int]:
        self._socket = connection = self._socket or socket.create_connection((ADDRESS, self._port), CLIENT_SECONDS)
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *(f"{name}: {headers[name]}" for name in headers)]
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        for start in range(0, len(content), BUFFER_BYTES):
            connection.sendall(content[start : start + BUFFER_BYTES])
            self._wait_after(BUFFER_BYTES)
        head, rest = self._head(connection)
        status = int(head.split(maxsplit=2)[1])
        size = _length(head)
        self._skip(connection, size - rest)
        return status, size

    def _head(self, connection: socket.socket) -> tuple[bytes, int]:
        """The head of the answer, and how many bytes of its body came with it."""
        head = b""
        while b"\r\n\r\n" not in head:
            came = connection.recv(4096)
            if not came:
                raise ConnectionError("closed")
            head += came
        return head, len(head) - head.index(b"\r\n\r\n") - 4

    def _skip(self, connection: socket.socket, size: int) -> None:
        while size:
            came = connection.recv_into(self._buffer, min(size, BUFFER_BYTES))
            if not came:
                raise ConnectionError("closed")
            size -= came
            self._wait_after(came)

    def _wait_after(self, count: int) -> None:
        """Wait as long as a line of this pace would be busy with so many bytes."""
        if self._pace:
            now = time.monotonic()
            self._free_at = max(self._free_at, now) + count / self._pace
            time.sleep(self._free_at - now)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def send(connection: Connection, size: int, keys: list[str]) -> Iterator[int]:
    """Send one file, then delete it: disk space is limited."""
    key, store = uuid4().hex, file_store()
    store.begin(key)
    path = f"/uploads/{grants.Upload(key=key, bytes=size, rights=['bench']).signed()}"
    content, offset = os.urandom(PART_BYTES), 0
    checksum = f"sha256 {base64.b64encode(hashlib.sha256(content).digest()).decode()}"
    while not store.receipt(key):
        part = content[: size - offset]
        headers = {"Upload-Offset": str(offset), "Content-Length": str(len(part))}
        if len(part) == PART_BYTES:
            headers["Upload-Checksum"] = checksum
        try:
            status, _size = connection.ask("PATCH", path, TUS | headers, part)
        except OSError:
            time.sleep(1)
        else:
            assert status in (204, 409, 423), status
        kept = store.offset(key)
        yield kept - offset
        offset = kept
    store.drop(key)


def fetch(connection: Connection, size: int, keys: list[str]) -> Iterator[int]:
    yield _fetched(connection, [(keys[0], "Mix.wav", MEDIA_TYPE, size)], {}, 200)


def parts(connection: Connection, size: int, keys: list[str]) -> Iterator[int]:
    for first in range(0, size, RANGE_BYTES):
        wanted = {"Range": f"bytes={first}-{min(first + RANGE_BYTES, size) - 1}"}
        yield _fetched(connection, [(keys[0], "Mix.wav", MEDIA_TYPE, size)], wanted, 206)


def zip(connection: Connection, size: int, keys: list[str]) -> Iterator[int]:
    store = file_store()
    files = [(key, "Mix.wav", MEDIA_TYPE, store.offset(key)) for key in keys[1:]]
    yield _fetched(connection, files, {}, 200, name="Session.zip")


def busy(connection: Connection, size: int, keys: list[str]) -> Iterator[int]:
    """What a processor costs that is never idle: neither files, nor a connection, nor the server of files."""
    hashlib.sha256(bytes(BUFFER_BYTES)).digest()
    yield BUFFER_BYTES


def _fetched(connection: Connection, files: list, headers: dict[str, str], expected: int, name: str = "") -> int:
    token = grants.Download(files=files, rights=["bench"], name=name).signed()
    try:
        status, size = connection.ask("GET", f"/downloads/{token}/x", headers)
    except OSError:  # it stood still for too long
        return 0
    assert status == expected, status
    return size


KINDS: dict[str, Callable[[Connection, int, list[str]], Iterator[int]]] = {
    "send": send,
    "fetch": fetch,
    "parts": parts,
    "zip": zip,
    "busy": busy,
}


def run(kind: str, people: int, size: int, port: int, tally: str, pace: int, keys: list[str]) -> None:
    give_way(NICENESS)
    with Path(tally).open("r+b") as file, mmap.mmap(file.fileno(), people * TALLY_BYTES) as moved:

        def one(place: int) -> None:
            connection, sum_of_all = Connection(port, pace), 0
            for _ in itertools.count():
                for count in KINDS[kind](connection, size, keys):
                    sum_of_all += count
                    struct.pack_into("<Q", moved, place * TALLY_BYTES, sum_of_all)

        threads = [threading.Thread(target=one, args=(place,)) for place in range(people)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    kind, people, size, port, tally, pace, *keys = sys.argv[1:]
    run(kind, int(people), int(size), int(port), tally, int(pace), keys)
