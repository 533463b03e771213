"""The real broker, looked into and taken away. No worker reads the tests' own Valkey number unless they start one."""

import pytest
from celery import current_app


@pytest.fixture
def take_task():
    """A function that takes the next task from the broker's queue: its name and its keyword arguments."""
    current_app._after_fork()  # forget which queues were declared: each test begins with an empty Valkey

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
