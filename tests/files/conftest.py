"""The server of files as it runs on a site: its own uvicorn process, on the test's Valkey database and a new folder."""

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
import requests
from django.conf import settings

from media.files import grants
from media.files.file_store import FileStore
from media.files.store import file_store
from stageslot.embedded.loopback import choose_port
from stageslot.embedded.processes import wait_until
from stageslot.embedded.services import files_command

ORIGIN = "http://pages.example:8000"
TUS = {"Tus-Resumable": "1.0.0"}


@dataclass
class FilesServer:
    """Started again on the same port and folder as often as wanted."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=choose_port)
    command: list[str] = field(default_factory=lambda: [sys.executable, "-m"])
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        where = {"FILES_ROOT": str(self.folder), "REDIS_URL": settings.REDIS_URL, "SITE_URL": ORIGIN}
        command = [*self.command, *files_command(self.port), "--log-level", "warning"]
        self.process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=os.environ | where | self.environment, start_new_session=True
        )
        assert wait_until(self.is_up, seconds=30)

    def is_up(self) -> bool:
        try:
            return requests.get(f"{self.url}/health", timeout=5).ok
        except requests.ConnectionError:
            return False

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def upload(self, content: bytes = b"", *, bytes: int | None = None, right: str = "1") -> "Upload":
        """An upload as the page server begins one."""
        key = uuid4().hex
        size = len(content) if bytes is None else bytes
        self.store.begin(key)
        token = grants.Upload(key=key, bytes=size, rights=[right]).signed()
        return Upload(self, key, content, f"/uploads/{token}")

    @property
    def store(self) -> FileStore:
        return file_store()

    def download(self, *files, right: str = "1", name: str = "", path_name: str = "x", **options) -> requests.Response:
        token = grants.Download(files=files, rights=[right], name=name).signed()
        return requests.get(f"{self.url}/downloads/{token}/{path_name}", timeout=60, **options)


def end(right: str) -> None:
    """As `cut_off` does after a commit."""
    grants._cut_off([right])


@dataclass
class Upload:
    server: FilesServer
    key: str
    content: bytes
    path: str

    @property
    def url(self) -> str:
        return self.server.url + self.path

    def head(self) -> requests.Response:
        return requests.head(self.url, headers=TUS, timeout=60)

    @property
    def offset(self) -> int:
        return int(self.head().headers["Upload-Offset"])

    def patch(self, content: bytes, offset: int = 0, **headers) -> requests.Response:
        sent = TUS | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)} | headers
        return requests.patch(self.url, data=content, headers=sent, timeout=120)

    def send(self) -> "Upload":
        """All of it at once."""
        assert self.patch(self.content).status_code == 204
        return self


@pytest.fixture(scope="module")
def server_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("files")


@contextmanager
def running(server: FilesServer):
    server.start()
    try:
        yield server
    finally:
        server.kill()


@pytest.fixture(scope="module")
def running_server(server_folder):
    with running(FilesServer(server_folder)) as server:
        yield server


@pytest.fixture
def files(running_server, settings):
    settings.FILES_ROOT = str(running_server.folder)
    return running_server
