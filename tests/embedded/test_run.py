"""The whole of `bin/run`, on a folder of its own: what is killed comes back, and nothing is left behind."""

import signal
import time

import psycopg
import pytest
import requests

from stageslot.embedded.processes import leftovers, wait_until
from stageslot.embedded.supervisor import answers
from tests.embedded.running import Run

pytestmark = [pytest.mark.slow, pytest.mark.processes]


@pytest.fixture
def run(instance):
    run = Run(instance, "--no-demo")
    try:
        run.start()
        yield run
    finally:
        if run.process.poll() is None:
            run.stop()


def connect(run):
    return psycopg.connect(run.instance.remembered()["DATABASE_URL"], autocommit=True)


def kill_everything_that_serves(run):
    parts = (["stageslot.page_server"], ["uvicorn"], ["stageslot.workers"], ["postgres"], ["valkey"])
    for part in [run.part(*words) for words in parts]:
        part.kill()


def kill_the_clock(run):
    """It is one of the children of a worker; the others, for tasks, are made anew by the workers themselves."""
    assert wait_until(lambda: health(run)["clock"] == "ok", seconds=200, every=0.5)
    for worker in run.part("stageslot.workers").children():
        for child in worker.children():
            child.kill()


def health(run):
    return requests.get(f"http://localhost:{run.port}/health", timeout=60).json()


def seconds_until_back(run, part, is_back):
    """How long `is_back` stays false after SIGKILL for a part of the site; 0 where it never does."""
    process = run.part(part)
    process.kill()
    process.wait()
    began = time.monotonic()
    assert wait_until(is_back, seconds=60)
    return time.monotonic() - began


def lets_in(run):
    try:
        with connect(run):
            return True
    except psycopg.OperationalError:
        return False


def notes(run):
    with connect(run) as connection:
        return connection.execute("SELECT label FROM night").fetchall()


def test_what_is_killed_comes_back_with_what_was_committed_and_nothing_is_left_at_the_end(run):
    """One instance for all of it: making one is the slow part. `test_run_demo.py` ends it by Ctrl-C."""
    kill_the_clock(run)
    assert wait_until(lambda: "worker ended with status 70; starting it again" in run.told(), seconds=120)
    assert wait_until(lambda: run.has_part("stageslot.workers"), seconds=60)
    assert "SecurityWarning" not in run.told()
    with connect(run) as connection:
        connection.execute("CREATE TABLE night (label text)")
        connection.execute("INSERT INTO night VALUES ('kept')")

    assert seconds_until_back(run, "stageslot.page_server", lambda: answers(run.port)) < 3
    assert wait_until(lambda: run.has_part("stageslot.page_server"), seconds=60)
    assert seconds_until_back(run, "postgres", lambda: lets_in(run)) < 5

    kill_everything_that_serves(run)
    assert wait_until(lambda: "Valkey answers again" in run.told(), seconds=120)
    assert wait_until(lambda: answers(run.port) and answers(run.live_port) and answers(run.files_port), seconds=120)
    assert notes(run) == [("kept",)]

    run.stop(signal.SIGKILL)
    run.start()
    assert notes(run) == [("kept",)]
    assert run.stop(signal.SIGTERM) == 0
    assert leftovers(run.instance.var) == []
