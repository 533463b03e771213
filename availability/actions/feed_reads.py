"""When was a feed read last, and by what? Noted in Valkey, for a GET writes nothing; folded in by the clock."""

import functools
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import redis
from django.conf import settings
from django.utils.timezone import now

READS = "feeds:readers"
READS_IN_HAND = "feeds:readers:in-hand"
PATIENCE_SECONDS = 0.5
CLIENT_NAME_MAX = 200

NOTED_ANEW_SECONDS = 60
NOTED_MAX = 10_000

logger = logging.getLogger(__name__)
_noted: dict[tuple[UUID, str], float] = {}
"""What this process noted last, on the monotonic clock."""


def note_read(feed_id: UUID, client_name: str) -> None:
    """Note that a client read this feed just now. Never raises: a feed matters more than its statistics.

    A client that asks again within a minute is not noted again: one who hammers costs nothing more.
    """
    if _is_noted_already(feed_id, client_name):
        return
    # PostgreSQL stores no NUL, and one note that it refuses would hold up all others.
    reader = json.dumps([str(feed_id), client_name.replace("\0", "")[:CLIENT_NAME_MAX]])
    try:
        _client(settings.REDIS_URL).hset(READS, reader, now().isoformat())
    except redis.RedisError:
        logger.warning("a read of a feed could not be noted", exc_info=True)


def _is_noted_already(feed_id: UUID, client_name: str) -> bool:
    instant, read = time.monotonic(), (feed_id, client_name[:CLIENT_NAME_MAX])
    if instant - _noted.get(read, -NOTED_ANEW_SECONDS) < NOTED_ANEW_SECONDS:
        return True
    if len(_noted) >= NOTED_MAX:
        _noted.clear()
    _noted[read] = instant
    return False


@contextmanager
def taken_reads() -> Iterator[dict[tuple[UUID, str], str]]:
    """All noted reads as {(feed id, client): time in ISO 8601}; forgotten only once the block ends without an error.

    Notes that come meanwhile wait for the next time. What a crash left in hand comes first.
    """
    client = _client(settings.REDIS_URL)
    if not client.exists(READS_IN_HAND) and client.exists(READS):
        client.rename(READS, READS_IN_HAND)
    notes = client.hgetall(READS_IN_HAND)
    yield dict(_read(str(reader), str(noted)) for reader, noted in notes.items())
    client.delete(READS_IN_HAND)


def _read(reader: str, noted: str) -> tuple[tuple[UUID, str], str]:
    feed_id, client = json.loads(reader)
    return (UUID(feed_id), client), noted


@functools.cache
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url, decode_responses=True, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS
    )
