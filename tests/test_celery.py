"""The worker and the clock inside it."""

from types import SimpleNamespace

import pytest
from celery.worker import state

from stageslot.celery import stop_without_clock, watch_clock


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
