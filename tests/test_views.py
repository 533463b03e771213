"""What belongs to the installation: its health."""

import pytest
from django.db import connection

from stageslot import __version__
from web import pulses
from web.valkey import valkey


@pytest.mark.django_db
def test_health_tells_each_part(client):
    pulses.mark("worker")
    response = client.get("/health")
    assert (response.status_code, response.json()) == (
        200,
        {
            "database": "ok",
            "redis": "ok",
            "worker": "ok",
            "heavy_worker": "down",
            "clock": "down",
            "disk": "ok",
            "version": __version__,
        },
    )
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), [("/health", 200), ("/health?strict", 503)])
def test_health_names_a_full_disk(client, settings, path, status):
    settings.DISK_FREE_MB = 10**12
    response = client.get(path)
    assert (response.status_code, response.json()["disk"]) == (status, "full")


@pytest.mark.django_db
def test_health_is_503_when_the_database_is_gone(client, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    response = client.get("/health")
    assert (response.status_code, response.json()["database"]) == (503, "down")


@pytest.mark.django_db
def test_health_without_valkey_still_answers(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.get("/health")
    assert (response.status_code, response.json()["redis"]) == (200, "down")


def test_a_mark_fades(db):
    pulses.mark("clock")
    assert 0 < valkey().ttl("pulse:clock") <= pulses.LASTS_SECONDS["clock"]


def test_a_mark_that_cannot_be_left_stops_nobody(settings, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    pulses.mark("worker")
    assert caplog.messages == ["no sign of life of the worker could be left"]
