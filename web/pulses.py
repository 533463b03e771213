"""Signs of life of the parts that no page talks to: each leaves a mark in Valkey that fades when it stops."""

import logging

import redis
from celery.signals import before_task_publish, heartbeat_sent

from web.valkey import valkey

LASTS_SECONDS = {"worker": 30, "heavy_worker": 30, "clock": 60, "tasks": 60, "heavy_tasks": 900}
"""The workers mark every 2 s. The clock sends each worker a task every 10 s, which marks `tasks`; in the queue of heavy
tasks it may stand behind a long recording."""
PULSE = "operations.tasks.pulse"
TASKS = {"worker": "tasks", "heavy_worker": "heavy_tasks"}

logger = logging.getLogger(__name__)


def mark(part: str) -> None:
    """Say that this part is alive. Never raises: it is alive even when nobody can be told."""
    try:
        valkey().set(f"pulse:{part}", 1, ex=LASTS_SECONDS[part])
    except redis.RedisError:
        logger.warning("no sign of life of the %s could be left", part)


def alive() -> dict[str, bool]:
    """Which parts have left a mark lately. Raises RedisError."""
    marks = valkey().mget([f"pulse:{part}" for part in LASTS_SECONDS])
    return {part: found is not None for part, found in zip(LASTS_SECONDS, marks, strict=True)}


def states() -> dict[str, str]:
    """`ok` or `down` of the workers and the clock; `hung` of a worker that runs but finishes no tasks.

    Without a clock nobody knows of tasks, and no worker is called hung. Raises RedisError.
    """
    marks = alive()
    workers = {worker: _state(marks[worker], marks[tasks] or not marks["clock"]) for worker, tasks in TASKS.items()}
    return workers | {"clock": _state(marks["clock"])}


def _state(is_alive: bool, does_work: bool = True) -> str:
    if not is_alive:
        return "down"
    return "ok" if does_work else "hung"


@heartbeat_sent.connect
def mark_worker(sender=None, **_signal: object) -> None:
    """Celery's worker sends heartbeats while its event loop runs."""
    hostname = str(getattr(getattr(sender, "eventer", None), "hostname", ""))
    mark("heavy_worker" if hostname.startswith("heavy@") else "worker")


@before_task_publish.connect(sender=PULSE)
def mark_clock(**_signal: object) -> None:
    """Only the clock sends this task."""
    mark("clock")
