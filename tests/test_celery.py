"""The worker and the clock inside it."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from celery.worker import state

from stageslot.celery import app, stop_without_clock, watch_clock

ROOT = Path(__file__).resolve().parent.parent
TASK = re.compile(r"""["']([a-z_]+\.tasks\.[a-z_]+)["']""")


@pytest.fixture(autouse=True)
def no_worker_stops(monkeypatch):
    monkeypatch.setattr(state, "should_stop", None)


@pytest.mark.parametrize(("is_alive", "asked_to_stop"), [(True, None), (False, 70)])
def test_worker_ends_with_its_clock(is_alive, asked_to_stop):
    stop_without_clock(SimpleNamespace(is_alive=lambda: is_alive))

    assert state.should_stop == asked_to_stop


def test_worker_without_a_clock_looks_after_none():
    watch_clock(SimpleNamespace(controller=SimpleNamespace(beat=None)))

    assert state.should_stop is None


def test_every_task_that_is_sent_by_name_exists():
    """Tasks are sent and scheduled by name: one that nobody knows is dropped by the worker, and nobody hears of it."""
    app.loader.import_default_modules()
    named = {
        (source.relative_to(ROOT).as_posix(), name)
        for folder in sorted({path.parent for path in ROOT.glob("*/__init__.py")} - {ROOT / "tests"})
        for source in folder.rglob("*.py")
        for name in TASK.findall(source.read_text(encoding="utf-8"))
    }
    assert len(named) > 25
    assert sorted(each for each in named if each[1] not in app.tasks) == []
