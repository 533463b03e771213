"""`bin/run` as a newcomer starts it, on a folder of its own."""

import os
import signal
import subprocess
import sys

import psutil

from stageslot.embedded.loopback import choose_port
from stageslot.embedded.processes import wait_until
from stageslot.embedded.services import ROOT

# Django cannot start without these; a run of its own finds or makes them itself.
OURS = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DEBUG", "SITE_URL", "TEST_MONEY", "STRIPE_SECRET_KEY"}


def _pss(process):
    try:
        return process.memory_full_info().pss
    except psutil.NoSuchProcess:  # such as a process for tasks that is idle
        return 0


class Run:
    """One `bin/run`, started again on the same folder and ports as often as wanted."""

    def __init__(self, instance, *arguments, **environment):
        self.instance = instance
        self.arguments = arguments
        self.environment = environment
        self.port, self.live_port, self.files_port, self.money_port = (choose_port() for _ in range(4))
        self.output = instance.var / "output"
        self.process = None

    def start(self):
        where = {
            "STAGESLOT_VAR": str(self.instance.var),
            "PORT": str(self.port),
            "LIVE_PORT": str(self.live_port),
            "FILES_PORT": str(self.files_port),
            "TEST_MONEY_PORT": str(self.money_port),
        }
        outside = {name: value for name, value in os.environ.items() if name not in OURS}
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "stageslot.embedded.supervisor", *self.arguments],
                cwd=ROOT,
                env=outside | where | self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        wait_until(lambda: "is ready" in self.told() or self.process.poll() is not None, seconds=300)
        assert "StageSlot is ready" in self.told(), self.told()

    def told(self):
        return self.output.read_text()

    def part(self, *words):
        """The process started for one part: the child of the supervisor with these words in its command."""
        children = psutil.Process(self.process.pid).children()
        return next(each for each in children if all(word in " ".join(each.cmdline()) for word in words))

    def has_part(self, *words):
        """Whether it runs: one that has ended is started again a moment later."""
        try:
            return bool(self.part(*words))
        except (StopIteration, psutil.NoSuchProcess):
            return False

    def megabytes(self):
        """What all of its processes take together: of what several share, each counts its part (PSS)."""
        top = psutil.Process(self.process.pid)
        return sum(map(_pss, [top, *top.children(recursive=True)])) / 2**20

    def stop(self, number=signal.SIGINT):
        self.process.send_signal(number)
        return self.process.wait(120)
