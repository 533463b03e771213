import ast
import sys

import pytest

from stageslot.embedded.services import ROOT


@pytest.fixture
def bootstrap(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "bin"))
    import bootstrap

    yield bootstrap
    del sys.modules["bootstrap"]


@pytest.mark.parametrize("name", ["bootstrap.py", "chromium.py", "run", "test", "check", "bench"])
def test_scripts_can_be_read_by_an_old_python(name):
    source = (ROOT / "bin" / name).read_text()

    assert ast.parse(source, feature_version=(3, 6)).body


def test_too_old_python_is_said_when_there_is_no_newer_one(bootstrap, monkeypatch):
    monkeypatch.setenv("PATH", "")

    with pytest.raises(SystemExit, match=r"needs Python 3.11 or newer; this is \d"):
        bootstrap.find_newer_python()


def test_environment_is_not_made_without_room_for_it(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap, "is_usable", lambda: False)

    with pytest.raises(SystemExit, match="The disk is full"):
        bootstrap.check_space(needed=2**60)


def test_uv_looks_for_packages_where_pip_is_told_to(bootstrap, monkeypatch):
    settings = bootstrap.pip_settings(
        "global.index-url='https://packages.example/simple'\n"
        "global.extra-index-url='file:///one\\nfile:///two'\n"
        "global.find-links='/wheels'\n"
        "install.index-url='https://closer.example/simple'\n"
        ":env:.find-links='/closer /closest'\n"
        ":env:.disable-pip-version-check='1'\n"
    )
    monkeypatch.setenv("UV_FIND_LINKS", "/mine")

    found = bootstrap.uv_environment(settings)

    assert found["UV_DEFAULT_INDEX"] == "https://closer.example/simple"
    assert found["UV_INDEX"] == "file:///one file:///two"
    assert found["UV_FIND_LINKS"] == "/mine"
    monkeypatch.delenv("UV_FIND_LINKS")
    assert bootstrap.uv_environment(settings)["UV_FIND_LINKS"] == "/closer,/closest"


@pytest.mark.parametrize("fails", ["no uv for this platform", "uv does not find something"])
def test_pip_installs_where_uv_cannot(bootstrap, monkeypatch, fails):
    commands = []

    def step(name, command, environment=None, must_work=True):
        commands.append(command)
        return must_work

    monkeypatch.setattr(bootstrap, "step", step)
    monkeypatch.setattr(bootstrap, "install_uv", lambda: fails == "uv does not find something")
    monkeypatch.setattr(bootstrap, "has_pip", lambda: False)
    monkeypatch.setattr(bootstrap, "pip_config", lambda: "global.no-index='true'")

    bootstrap.install("requirements.txt")

    assert commands[-2:] == [
        [bootstrap.VENV_PYTHON, "-m", "ensurepip"],
        [bootstrap.VENV_PYTHON, "-m", "pip", *bootstrap.PIP_INSTALL, "-r", "requirements.txt"],
    ]


def test_failed_step_says_why_unless_something_else_can_be_done(bootstrap, capsys):
    failing = [sys.executable, "-c", "raise SystemExit('no such package')"]

    assert bootstrap.step("Requirements", failing, must_work=False) is False
    with pytest.raises(SystemExit, match="no such package"):
        bootstrap.step("Requirements", failing)
