"""How far the demo world is, for pages and terminal. Kept in Valkey by the process that builds it."""

import logging
from dataclasses import dataclass

import redis
from django.conf import settings
from django.utils.timezone import now

from web.valkey import as_text, valkey

KEY = "demo:progress"
FAILED = "failed"
SILENT_SECONDS = 120
"""No step takes nearly as long: a build that reports nothing for this time has died."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Progress:
    """A build that runs (`percent` of it is done) or that has failed."""

    percent: int = 0
    has_failed: bool = False


def report(percent: int) -> None:
    """Say that this much is done now."""
    _write(f"{percent} {now().timestamp():.0f}")


def report_failure() -> None:
    """Say that nobody builds any more, and that the world is not complete."""
    _write(FAILED)


def clear() -> None:
    """Nothing is being built: the world is complete, or whoever stopped the build knows."""
    try:
        valkey().delete(KEY)
    except redis.RedisError:
        logger.warning("the progress of the demo world could not be cleared")


def current() -> Progress | None:
    """What pages say. None if nothing is being built, on a site without a demo world, and without Valkey."""
    if not settings.HAS_DEMO:
        return None
    try:
        kept = valkey().get(KEY)
    except redis.RedisError:
        return None
    if kept is None:
        return None
    percent, _space, reported_at = as_text(kept).partition(" ")
    if percent == FAILED or now().timestamp() - float(reported_at) > SILENT_SECONDS:
        return Progress(has_failed=True)
    return Progress(int(percent))


def _write(value: str) -> None:
    """Never raises: the world is built even when nobody can be told."""
    try:
        valkey().set(KEY, value)
    except redis.RedisError:
        logger.warning("the progress of the demo world could not be told")
