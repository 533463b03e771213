"""The connection to Valkey (or Redis) for small synchronous needs: announcing, counting, signs of life."""

import functools

import redis
from django.conf import settings

PATIENCE_SECONDS = 1.0


def valkey() -> redis.Redis:
    """A client with a pool, shared by all threads. Its calls raise `redis.RedisError` within about a second."""
    return _client(settings.REDIS_URL)


@functools.cache
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS, health_check_interval=30
    )


def as_text(answer: bytes | str) -> str:
    """A word that the client answers with: in bytes, as it is not told to decode."""
    return answer.decode() if isinstance(answer, bytes) else answer
