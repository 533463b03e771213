"""The real broker, looked into and taken away. It is not the site's: a running site's worker would take our tasks."""

import json
from collections.abc import Iterator

import pytest
from celery import current_app
from django.conf import settings
from redis import Redis

from stageslot.embedded.processes import wait_until
from stageslot.queues import ASAP, DEFAULT, HEAVY

QUEUES = (ASAP, DEFAULT, HEAVY)


@pytest.fixture
def broker() -> Iterator[Redis]:
    """The broker's Valkey database, empty."""
    with Redis.from_url(settings.CELERY_BROKER_URL) as valkey:
        valkey.flushdb()
        current_app._after_fork()  # forget the connections that are open, and which queues were declared
        yield valkey


@pytest.fixture
def queued(broker):
    """A function that tells which tasks wait for the worker: the arguments of each, as text."""

    def look() -> list[str]:
        messages = [message for queue in QUEUES for message in broker.lrange(queue, 0, -1)]
        return [json.loads(message)["headers"]["argsrepr"] for message in messages]

    return look


@pytest.fixture
def take_task(broker):
    """A function that takes the next task from the broker's queue: its name and its keyword arguments."""

    def take() -> tuple[str, dict]:
        assert wait_until(lambda: any(map(broker.llen, QUEUES)), seconds=30)
        with current_app.connection_for_read() as connection:
            message = connection.SimpleQueue(next(filter(broker.llen, QUEUES))).get(timeout=30)
            message.ack()
        return message.headers["task"], message.payload[1]

    return take


@pytest.fixture
def broker_that_is_down(monkeypatch):
    monkeypatch.setattr(current_app.conf, "broker_url", "redis://127.0.0.1:1/0")
    current_app._after_fork()  # forget the connections that are open
    yield
    monkeypatch.undo()
    current_app._after_fork()
