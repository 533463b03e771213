"""The parts of the site that are our own code: pages, live updates, files, worker with the clock, test money."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from stageslot.embedded import loopback, processes
from stageslot.open_files import connections_max

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_PAUSE = 30.0
SETTLED_AFTER = 60.0
ORPHAN_SECONDS = 5.0
"""For answers that they have begun."""


@dataclass(frozen=True)
class Ports:
    """Where an instance listens, on loopback. Without a port for test money it runs no stand-in for Stripe."""

    pages: int
    live: int
    files: int
    test_money: int | None = None

    @property
    def variables(self) -> dict[str, str]:
        """As the environment names them."""
        named = {"PORT": self.pages, "LIVE_PORT": self.live, "FILES_PORT": self.files}
        if self.test_money is not None:
            named["TEST_MONEY_PORT"] = self.test_money
        return {name: str(port) for name, port in named.items()}

    @property
    def settings(self) -> dict[str, str]:
        """What Django has to know of them."""
        return self.variables | {"TEST_MONEY": "off" if self.test_money is None else "on"}


@dataclass
class Service:
    """One program that is started again whenever it ends, after a pause that grows while it keeps ending."""

    name: str
    arguments: list[str]
    var: Path
    log: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    pause: float = 0.5
    serves_without_leader: bool = False
    """Its forks go on serving when the process that made them is gone, until another one has forks of its own."""
    _orphans: int | None = None
    _started_at: float = 0.0
    _start_again_at: float = 0.0

    parting_signal = signal.SIGTERM
    patience = 10

    def start(self) -> None:
        """Start it with this Python; it finds the rest in the instance's folder."""
        self._started_at = time.monotonic()
        self.process = processes.spawn(
            [sys.executable, "-m", *self.arguments],
            var=self.var,
            log=self.log,
            cwd=ROOT,
            environment=self.environment,
        )

    def is_running(self) -> bool:
        """Whether the child we started is alive."""
        return self.process is not None and self.process.poll() is None

    def look_after(self) -> str | None:
        """Call often. Starts the program again when it ended and its pause is over; returns what there is to tell."""
        if self.process is None:
            return None
        if self.is_running():
            if self._orphans and psutil.Process(self.process.pid).children():
                self.end_orphans()
            return None
        if not self._start_again_at:
            return self._bury(self.process)
        if time.monotonic() >= self._start_again_at:
            self._start_again_at = 0.0
            self.start()
        return None

    def _bury(self, dead: subprocess.Popen[bytes]) -> str:
        """Clear away what it left running, such as a worker that still holds the port; set the pause."""
        self.end_orphans()
        if self.serves_without_leader:
            self._orphans = dead.pid
        else:
            processes.kill_session(dead.pid)
        if time.monotonic() - self._started_at > SETTLED_AFTER:
            self.pause = 0.5
        told = f"{self.name} ended with {_outcome(dead.returncode)}; starting it again in {self.pause:g} s"
        self._start_again_at = time.monotonic() + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)
        return told

    def end_orphans(self) -> None:
        """End what an earlier process has left serving."""
        leader, self._orphans = self._orphans, None
        if leader:
            processes.end_session(leader, patience=ORPHAN_SECONDS)


def _outcome(returncode: int) -> str:
    return f"signal {-returncode}" if returncode < 0 else f"status {returncode}"


def site_services(var: Path, logs: Path, ports: Ports, *, has_clock: bool = True) -> list[Service]:
    """In the order of starting; all write below `logs` and belong to the instance `var`."""
    environment = {
        "PYTHONUNBUFFERED": "1",
        "AUTOSCALE_KEEPALIVE": "5",  # seconds; at its default of 30 the clock's tasks would keep all processes alive
        "MALLOC_ARENA_MAX": "2",  # glibc gives each thread a heap of its own, and none of them back
        "STAGESLOT_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "stageslot.settings",
        **ports.settings,
    }
    commands = {
        "web": web_command(ports.pages),
        "live": live_command(ports.live),
        "files": files_command(ports.files),
        "worker": worker_command(has_clock=has_clock),
    }
    if ports.test_money is not None:
        commands["money"] = test_money_command(ports.test_money)
    return [
        Service(name, command, var, logs / f"{name}.log", environment, serves_without_leader=name == "web")
        for name, command in commands.items()
    ]


def web_command(port: int, *, workers: int | None = None, application: str = "stageslot.pages:app") -> list[str]:
    """Pages: as many processes as processors (`stageslot.page_server`)."""
    parts = ["--workers", str(workers or min(os.cpu_count() or 1, 4))]
    return ["stageslot.page_server", "--host", loopback.HOST, "--port", str(port), *parts, application]


def worker_command(*, has_clock: bool) -> list[str]:
    """Both workers (`stageslot.workers`).

    Celery's clock (beat) runs beside them, in a fork that costs a quarter of the memory of a process of its own;
    whoever starts several workers starts it apart.
    """
    return ["stageslot.workers", *([] if has_clock else ["--no-clock"])]


def live_command(port: int) -> list[str]:
    """Live updates: one process; no access log, because a stream's address carries its token."""
    listen = ["--host", loopback.HOST, "--port", str(port), "--timeout-graceful-shutdown", "3", "--no-access-log"]
    clients = ["--http", "stageslot.heads:PromptProtocol", "--limit-concurrency", str(connections_max())]
    return ["uvicorn", *listen, *clients, "stageslot.live:app"]


def files_command(port: int) -> list[str]:
    """Uploads and downloads: one process; no access log, because an address carries its grant."""
    listen = ["--host", loopback.HOST, "--port", str(port), "--timeout-graceful-shutdown", "3", "--no-access-log"]
    clients = ["--http", "stageslot.heads:UploadProtocol", "--limit-concurrency", str(connections_max())]
    return ["uvicorn", *listen, *clients, "stageslot.files:app"]


def test_money_command(port: int) -> list[str]:
    """The stand-in for Stripe: one process; people reach its pages from those of the site."""
    listen = ["--host", loopback.HOST, "--port", str(port), "--timeout-graceful-shutdown", "3", "--no-access-log"]
    return ["uvicorn", *listen, "--log-level", "warning", "--factory", "stageslot.test_money.app:from_settings"]
