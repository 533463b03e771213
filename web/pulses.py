"""Signs of life of the parts that no page talks to: each leaves a mark in Valkey that fades when it stops."""

import logging

import redis
from celery.signals import heartbeat_sent

from web.valkey import valkey

LASTS_SECONDS = {"worker": 30, "clock": 180}
"""The worker marks every 2 s, the clock once a minute."""

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


@heartbeat_sent.connect
def mark_worker(**_signal: object) -> None:
    """Celery's worker sends heartbeats while its event loop runs."""
    mark("worker")
