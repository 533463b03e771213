"""So many requests a minute, counted in Valkey in fixed windows."""

import time

import redis
from django.conf import settings

from web.security_log import log_refusal
from web.valkey import valkey

WINDOW_SECONDS = 60


class TooManyRequests(Exception):
    """The caller has used up this window; the next one begins in `wait_seconds`."""

    def __init__(self, wait_seconds: int) -> None:
        self.wait_seconds = wait_seconds
        super().__init__(f"wait {wait_seconds} s")


def count_request(caller: str, most: int, *, at: float | None = None) -> None:
    """Count one request of a caller. Raises TooManyRequests beyond `most` in this minute.

    `RATE_LIMITS=off` turns it off. Without Valkey nobody is refused: a lost count is better than a lost site.
    """
    if not settings.RATE_LIMITS:
        return
    instant = time.time() if at is None else at
    window, passed = divmod(int(instant), WINDOW_SECONDS)
    key = f"limit:{caller}:{window}"
    try:
        pipeline = valkey().pipeline(transaction=False)
        pipeline.incr(key)
        pipeline.expire(key, 2 * WINDOW_SECONDS)
        count, _is_set = pipeline.execute()
    except redis.RedisError:
        return
    if count == most + 1:  # once a window: whoever goes on does not fill the log
        log_refusal("limit_reached", caller=caller, most=most)
    if count > most:
        raise TooManyRequests(WINDOW_SECONDS - passed)
