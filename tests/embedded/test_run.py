"""The whole of `bin/run`, on a folder of its own: what is killed comes back, and nothing is left behind."""

import os
import signal
import subprocess
import sys

import psutil
import psycopg
import pytest

from stageslot.embedded.loopback import choose_port
from stageslot.embedded.processes import leftovers, wait_until
from stageslot.embedded.services import ROOT
from stageslot.embedded.supervisor import answers

pytestmark = [pytest.mark.slow, pytest.mark.processes]

# Django cannot start without these; a run of its own finds or makes them itself.
OURS = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DEBUG", "SITE_URL"}


class Run:
    """One `bin/run --no-demo`, started again on the same folder and ports as often as wanted."""

    def __init__(self, instance):
        self.instance = instance
        self.port, self.live_port = choose_port(), choose_port()
        self.output = instance.var / "output"
        self.process = None

    def start(self):
        where = {
            "STAGESLOT_VAR": str(self.instance.var),
            "PORT": str(self.port),
            "LIVE_PORT": str(self.live_port),
        }
        outside = {name: value for name, value in os.environ.items() if name not in OURS}
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "stageslot.embedded.supervisor", "--no-demo"],
                cwd=ROOT,
                env=outside | where,
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

    def stop(self, number=signal.SIGINT):
        self.process.send_signal(number)
        return self.process.wait(120)


@pytest.fixture
def run(instance):
    run = Run(instance)
    try:
        run.start()
        yield run
    finally:
        if run.process.poll() is None:
            run.stop()


def connect(run):
    return psycopg.connect(run.instance.remembered()["DATABASE_URL"], autocommit=True)


def kill_everything_that_serves(run):
    parts = (["granian"], ["uvicorn"], ["celery", "worker"], ["celery", "beat"], ["postgres"], ["valkey"])
    for part in [run.part(*words) for words in parts]:
        part.kill()


def notes(run):
    with connect(run) as connection:
        return connection.execute("SELECT label FROM night").fetchall()


def test_what_is_killed_comes_back_with_what_was_committed_and_nothing_is_left_at_the_end(run):
    """One instance for all of it: making one is the slow part."""
    with connect(run) as connection:
        connection.execute("CREATE TABLE night (label text)")
        connection.execute("INSERT INTO night VALUES ('kept')")

    kill_everything_that_serves(run)
    assert wait_until(lambda: "Valkey answers again" in run.told(), seconds=120)
    assert wait_until(lambda: answers(run.port) and answers(run.live_port), seconds=120)
    assert notes(run) == [("kept",)]
    assert run.stop() == 0
    assert leftovers(run.instance.var) == []

    run.start()
    run.stop(signal.SIGKILL)
    run.start()
    assert notes(run) == [("kept",)]
    assert run.stop(signal.SIGTERM) == 0
    assert leftovers(run.instance.var) == []
