import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from stageslot.embedded import processes
from stageslot.embedded.instance import Instance
from stageslot.embedded.servers import (
    ROOT,
    embedded_servers,
    running,
    stop_leftovers,
    throwaway_instance,
    write_settings,
)

pytestmark = [pytest.mark.slow, pytest.mark.processes]


def test_servers_named_by_the_environment_are_not_started(instance, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/stageslot")

    assert [server.name for server in embedded_servers(instance)] == ["valkey"]


def test_neither_debugging_nor_the_mailbox_is_ever_switched_on_by_itself(instance):
    write_settings(instance, embedded_servers(instance))

    assert set(instance.remembered()) == {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "STATIC_FROM_SOURCE"}


def test_files_from_the_source_belong_to_an_embedded_database_only(instance, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/stageslot")

    with running(instance, is_durable=False):
        assert set(instance.remembered()) == {"SECRET_KEY", "REDIS_URL"}


def test_leftovers_of_this_instance_are_stopped_and_others_left_alone(instance):
    sleeper = [sys.executable, "-c", "import signal; signal.pause()"]
    ours = processes.spawn(sleeper, var=instance.var, log=instance.logs / "ours.log")
    other = processes.spawn(sleeper, var=instance.var / "other", log=instance.logs / "other.log")
    try:
        assert stop_leftovers(instance) == 1
        assert ours.poll() is not None
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_left_over_servers_are_stopped_and_started_anew_with_their_data(instance):
    with running(instance, is_durable=False) as servers:
        assert stop_leftovers(instance) >= 2
        assert not any(server.is_running() for server in servers)

    with running(Instance(instance.var), is_durable=False) as servers:
        assert all(server.answers() for server in servers)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start clears up")
def test_killed_keeper_takes_its_servers_along(instance):
    keeper = subprocess.Popen(
        [sys.executable, "-m", "stageslot.embedded.servers", sys.executable, "-c", "input()"],
        cwd=ROOT,
        env={**os.environ, "STAGESLOT_VAR": str(instance.var)},
        stdin=subprocess.PIPE,
    )
    assert processes.wait_until(lambda: len(processes.leftovers(instance.var)) >= 2, seconds=120)
    servers = psutil.Process(keeper.pid).children()

    keeper.kill()
    keeper.communicate()

    assert not psutil.wait_procs(servers, timeout=60)[1]


def test_throwaway_instance_leaves_nothing_behind():
    with throwaway_instance() as instance:
        folder = Path(instance.var)
        assert folder.is_dir()

    assert not folder.exists()
