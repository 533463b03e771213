"""The live server as it runs on a site: its own uvicorn process on the test's own Valkey database."""

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
