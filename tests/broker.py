"""The real broker, looked into and taken away."""

import pytest
from celery import current_app
from django.conf import settings
from redis import Redis

VALKEY_DATABASES = 16


@pytest.fixture
def broker_of_our_own(monkeypatch):
    """An empty numbered Valkey database as broker: a running site's worker would take the tasks away."""
    address, _, number = settings.REDIS_URL.rpartition("/")
    ours = f"{address}/{(int(number) + VALKEY_DATABASES // 2) % VALKEY_DATABASES}"
    with Redis.from_url(ours) as valkey:
        valkey.flushdb()
    monkeypatch.setattr(current_app.conf, "broker_url", ours)
    current_app._after_fork()  # forget the connections that are open, and which queues were declared
    yield
    monkeypatch.undo()
    current_app._after_fork()


@pytest.fixture
def take_task(broker_of_our_own):
    """A function that takes the next task from the broker's queue: its name and its keyword arguments."""

    def take() -> tuple[str, dict]:
        with current_app.connection_for_read() as connection:
            message = connection.SimpleQueue(current_app.conf.task_default_queue).get(timeout=5)
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
