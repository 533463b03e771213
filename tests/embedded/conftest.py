"""Instances of their own, in a folder that has a space in its name and that every account may enter."""

import pytest

from stageslot.embedded.instance import Instance
from stageslot.embedded.loopback import choose_port
from stageslot.embedded.postgres import Postgres
from stageslot.embedded.servers import throwaway_instance
from stageslot.embedded.valkey import Valkey


def make_instance(parent):
    instance = Instance(parent / "with a space")
    instance.logs.mkdir(parents=True)
    return instance


def make_postgres(instance, **changes):
    settings = {
        "var": instance.var,
        "folder": instance.var / "postgres",
        "log": instance.logs / "postgres.log",
        "port": choose_port(),
        "password": "a-password",
    }
    return Postgres(**settings | changes)


def make_valkey(instance, **changes):
    settings = {
        "var": instance.var,
        "folder": instance.var / "valkey",
        "log": instance.logs / "valkey.log",
        "port": choose_port(),
        "password": "a-password",
    }
    return Valkey(**settings | changes)


@pytest.fixture
def instance(monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    with throwaway_instance() as outer:
        instance = make_instance(outer.var)
        yield instance
        instance.release()


@pytest.fixture(scope="module")
def postgres():
    """One running cluster for a module: creating one takes a second."""
    with throwaway_instance() as outer:
        server = make_postgres(make_instance(outer.var))
        try:
            server.start()
            yield server
        finally:
            server.stop()


@pytest.fixture
def valkey(instance):
    server = make_valkey(instance)
    try:
        server.start()
        yield server
    finally:
        server.stop()
