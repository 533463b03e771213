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
