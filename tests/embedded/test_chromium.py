"""The browser of the browser tests: what `bin/test` takes, and what it installs."""

import os
import sys

import pytest

from stageslot.embedded.services import ROOT


@pytest.fixture
def chromium(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "bin"))
    import chromium

    for name in ("CI", "STAGESLOT_CHROMIUM"):
        monkeypatch.setenv(name, "")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    yield chromium
    del sys.modules["chromium"]


@pytest.fixture
def machine(chromium, monkeypatch):
    """Programs that are there, and what apt-get can add to them."""
    programs, packages, asked = {"apt-get"}, {"chromium-headless-shell", "chromium"}, []

    def call(command, **_options):
        wanted = packages & set(command)
        asked.extend(wanted or command[1:2])
        programs.update(wanted)
        return 0 if wanted or "update" in command else 100

    monkeypatch.setattr(chromium.shutil, "which", lambda name: f"/usr/bin/{name}" if name in programs else None)
    monkeypatch.setattr(chromium.subprocess, "call", call)
    return programs, packages, asked


def test_browser_without_windows_is_installed_first(chromium, machine):
    chromium.find_or_install()
    assert os.environ["STAGESLOT_CHROMIUM"] == "/usr/bin/chromium-headless-shell"
    assert machine[2] == ["update", "chromium-headless-shell"]


def test_where_there_is_no_such_package_the_other_is_installed(chromium, machine):
    _programs, packages, _asked = machine
    packages.remove("chromium-headless-shell")
    chromium.find_or_install()
    assert os.environ["STAGESLOT_CHROMIUM"] == "/usr/bin/chromium"


@pytest.mark.parametrize(("ci", "taken"), [("", "chromium"), ("true", "chromium-headless-shell")])
def test_only_ci_installs_it_beside_another(chromium, machine, monkeypatch, ci, taken):
    monkeypatch.setenv("CI", ci)
    programs, _packages, asked = machine
    programs.add("chromium")
    chromium.find_or_install()
    assert os.environ["STAGESLOT_CHROMIUM"] == f"/usr/bin/{taken}"
    assert bool(asked) == bool(ci)


def test_where_there_is_no_such_package_ci_keeps_the_browser_that_is_there(chromium, machine, monkeypatch):
    monkeypatch.setenv("CI", "true")
    programs, packages, asked = machine
    programs.add("google-chrome")
    packages.remove("chromium-headless-shell")
    chromium.find_or_install()
    assert os.environ["STAGESLOT_CHROMIUM"] == "/usr/bin/google-chrome"
    assert asked == ["update", "install"]


def test_browser_that_somebody_named_is_taken(chromium, machine, monkeypatch):
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("STAGESLOT_CHROMIUM", "google-chrome")
    machine[0].add("google-chrome")
    chromium.find_or_install()
    assert os.environ["STAGESLOT_CHROMIUM"] == "/usr/bin/google-chrome"
    assert machine[2] == []


def test_ci_without_any_browser_fails(chromium, machine, monkeypatch):
    machine[0].clear()
    chromium.find_or_install()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(SystemExit):
        chromium.find_or_install()
