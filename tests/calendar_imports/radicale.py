"""A CalDAV server that is one: Radicale on a loopback port, with a calendar that tests write to as clients do."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path

import requests

USER, PASSWORD = "Åsa", "app-påssword:1"
PATIENCE = 20
MAKE_CALENDAR = """<?xml version="1.0" encoding="utf-8"?>
<c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop>
<d:displayname>{name}</d:displayname>
<c:supported-calendar-component-set><c:comp name="{takes}"/></c:supported-calendar-component-set>
</d:prop></d:set></c:mkcalendar>"""


@dataclass(frozen=True)
class Radicale:
    port: int

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.place}/"

    def make_calendar(self, path: str, name: str, takes: str = "VEVENT") -> str:
        """A new, empty calendar of the user; returns its address."""
        self.say("DELETE", path, expected=(200, 404))
        return self.say("MKCALENDAR", path, MAKE_CALENDAR.format(name=escape(name), takes=takes))

    def put(self, path: str, content: bytes) -> str:
        """Write a calendar object, as the calendar of a phone does."""
        return self.say("PUT", path, content, content_type="text/calendar; charset=utf-8")

    def say(self, method: str, path: str, body="", content_type="application/xml", expected=(200, 201, 204)) -> str:
        url = f"{self.url}{path}"
        auth = (USER.encode(), PASSWORD.encode())
        content = body.encode() if isinstance(body, str) else body
        answer = requests.request(
            method, url, data=content, auth=auth, headers={"Content-Type": content_type}, timeout=PATIENCE
        )
        assert answer.status_code in expected, answer.text
        return url


@contextmanager
def running(folder: Path) -> Iterator[Radicale]:
    """A server with its files in this folder, until the end of the block."""
    users = folder / "users"
    users.write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
    port = _free_port()
    options = {
        "--server-hosts": f"127.0.0.1:{port}",
        "--auth-type": "htpasswd",
        "--auth-htpasswd-filename": str(users),
        "--auth-htpasswd-encryption": "plain",
        "--auth-delay": "0",
        "--storage-filesystem-folder": str(folder / "collections"),
        "--logging-level": "warning",
    }
    command = [sys.executable, "-m", "radicale", "--config", "", *(word for pair in options.items() for word in pair)]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            _wait_for(port, process, folder / "log")
            yield Radicale(port)
        finally:
            process.terminate()


def _wait_for(port: int, process: subprocess.Popen, log: Path) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(log.read_text())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
