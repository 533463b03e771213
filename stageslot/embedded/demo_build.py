"""The demo world, built by a process of its own while the site answers already."""

import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from demo.world.logins import COMPLETE, STAFF
from stageslot.embedded import processes
from stageslot.embedded.services import ROOT

NICENESS = 10
"""Pages come first."""
NEEDS_BUILD = """
SELECT NOT EXISTS (SELECT FROM accounts_user)
    OR EXISTS (SELECT FROM accounts_user WHERE email = %(staff)s) AND NOT (SELECT is_complete FROM world)
"""
IS_COMPLETE = """
SELECT EXISTS (SELECT FROM django_admin_log entry JOIN accounts_user staff ON staff.id = entry.user_id
                WHERE staff.email = %(staff)s AND entry.object_id = %(complete)s)
"""


@dataclass
class DemoBuild:
    """`manage.py demo` beside the services. Not started again when it ends: the next start of `bin/run` does that."""

    var: Path
    log: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    name = "demo"
    parting_signal = signal.SIGTERM
    patience = 10

    def start(self) -> None:
        """Build, behind everything else that wants the processor."""
        command = [sys.executable, str(ROOT / "manage.py"), "demo"]
        self.process = processes.spawn(command, var=self.var, log=self.log, cwd=ROOT, environment=self.environment)
        psutil.Process(self.process.pid).nice(NICENESS)

    def is_running(self) -> bool:
        """Whether it still builds."""
        return self.process is not None and self.process.poll() is None

    def look_after(self) -> str | None:
        """Call often. Says once that a build has failed."""
        if self.process is None or self.process.poll() is None:
            return None
        status, self.process = self.process.returncode, None
        if status == 0:
            return None
        return f"The demo world is not complete: see {self.log}. The next start of bin/run creates it anew."


def is_complete(database_url: str) -> bool:
    """Whether the demo world is there, whole. By hand: loading Django for one question would take seconds."""
    return _asks(database_url, IS_COMPLETE)


def is_needed(database_url: str) -> bool:
    """Whether the site is empty, or an interrupted build has left a part of the demo world."""
    return _asks(database_url, f"WITH world(is_complete) AS ({IS_COMPLETE}) {NEEDS_BUILD}")


def _asks(database_url: str, question: str) -> bool:
    with psycopg.connect(database_url) as connection:
        return connection.execute(question, {"staff": STAFF, "complete": COMPLETE}).fetchone() == (True,)
