import os
import socket
import subprocess
import sys

import pytest

from stageslot.embedded.errors import StartError
from stageslot.embedded.loopback import HOST, choose_port
from stageslot.embedded.services import ROOT
from stageslot.embedded.supervisor import read_port, wants_test_money

pytestmark = [pytest.mark.slow, pytest.mark.processes]


def run(instance, **environment):
    return subprocess.run(
        [sys.executable, "-m", "stageslot.embedded.supervisor"],
        cwd=ROOT,
        env={**os.environ, "STAGESLOT_VAR": str(instance.var), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("variable", ["PORT", "LIVE_PORT", "FILES_PORT", "TEST_MONEY_PORT"])
def test_taken_port_is_said_in_one_line_before_anything_long(instance, variable):
    with socket.create_server((HOST, 0)) as listener:
        taken = listener.getsockname()[1]
        free = {name: str(choose_port()) for name in ("PORT", "LIVE_PORT", "FILES_PORT", "TEST_MONEY_PORT")}
        ports = free | {variable: str(taken)}

        ended = run(instance, TEST_MONEY="on", **ports)

    assert ended.returncode == 1
    assert ended.stderr == (
        f"Port {taken} is taken by another program. Choose another one: {variable}={taken + 10} bin/run\n"
    )
    assert not (instance.var / "postgres").exists()


def test_second_run_on_one_folder_is_refused(instance):
    instance.claim()

    ended = run(instance, PORT=str(choose_port()))

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"StageSlot is running already on {instance.var}")


def test_folder_that_cannot_be_made_is_said(instance):
    (instance.var / "file").touch()
    instance.var = instance.var / "file" / "var"

    ended = run(instance, PORT=str(choose_port()))

    assert ended.returncode == 1
    assert "Not a directory" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("value", ["eight", "0", "65536", "-1", "8000.5"])
def test_port_that_is_none_is_refused(monkeypatch, value):
    monkeypatch.setenv("PORT", value)

    with pytest.raises(StartError, match=f"PORT={value} is not a port"):
        read_port("PORT", 8000)


@pytest.mark.parametrize(
    ("environment", "has_demo", "expected"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"TEST_MONEY": "on"}, False, True),
        ({"TEST_MONEY": "off"}, True, False),
        ({"STRIPE_SECRET_KEY": "sk_live_x"}, True, False),
        ({"DATABASE_URL": "postgres://elsewhere/x"}, True, False),
    ],
)
def test_test_money_is_for_the_demo_and_for_whoever_asks(monkeypatch, environment, has_demo, expected):
    for name in ("TEST_MONEY", "STRIPE_SECRET_KEY", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert wants_test_money(has_demo=has_demo) is expected
