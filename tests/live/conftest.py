"""The live server as it runs on a site: its own uvicorn process on the test's own Valkey database."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass

import pytest
import redis
import requests
from django.conf import settings

from stageslot.embedded.services import live_command

ORIGIN = "http://pages.example:8000"


@dataclass(frozen=True)
class LiveServer:
    url: str
    process: subprocess.Popen

    def get(self, path: str, **options) -> requests.Response:
        return requests.get(self.url + path, timeout=30, **options)

    def viewers_count(self) -> int:
        return self.get("/health").json()["viewers"]


class Page:
    """A page with an open stream."""

    def __init__(self, live, *topics, tokens=(), origin=ORIGIN):
        query = [("topic", topic) for topic in topics] + [("token", token) for token in tokens]
        self.response = requests.get(
            f"{live.url}/stream", params=query, headers={"Origin": origin}, stream=True, timeout=30
        )
        self._lines = self.response.iter_lines(chunk_size=1)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.response.close()

    def next_event(self) -> tuple[str, dict]:
        """The next event's name and data; comments and empty lines are passed over."""
        name = next(line for line in self._lines if line.startswith(b"event: ")).removeprefix(b"event: ")
        return name.decode(), json.loads(next(self._lines).removeprefix(b"data: "))

    def rest(self) -> list[str]:
        """The names of all events until the stream ends."""
        return [line.decode().removeprefix("event: ") for line in self._lines if line.startswith(b"event: ")]

    def next_version(self) -> tuple[str, int]:
        name, data = self.next_event()
        assert name == "version"
        return data["topic"], data["version"]


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until(condition, seconds: float = 30.0):
    """Poll something that another process is about to make true; returns its value, fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
    return value


@pytest.fixture(scope="session")
def live_server_process():
    port = free_port()
    environment = os.environ | {"REDIS_URL": settings.REDIS_URL, "SITE_URL": ORIGIN}
    command = [sys.executable, "-m", *live_command(port), "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)
    server = LiveServer(f"http://127.0.0.1:{port}", process)
    wait_until(lambda: is_ready(server), seconds=30)
    yield server
    process.terminate()
    assert process.wait(timeout=30) == -signal.SIGTERM  # uvicorn ends by the signal it was asked with


def is_ready(server: LiveServer) -> bool:
    try:
        return server.get("/health").ok
    except requests.ConnectionError:
        return False


@pytest.fixture
def live(live_server_process) -> LiveServer:
    return live_server_process


@pytest.fixture
def valkey():
    with closing(redis.Redis.from_url(settings.REDIS_URL)) as client:
        yield client
