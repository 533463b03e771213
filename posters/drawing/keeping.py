"""Drawings are made on the first request and kept in the cache; never in the database."""

import logging
import time

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

from posters.drawing.drawings import DESIGN, Drawing, drawn_bytes
from web.fragments import key_of

KEPT_SECONDS = 7 * 24 * 60 * 60
DRAWN_A_MINUTE = 600
"""So many are drawn at most, by all processes together: a third of one core, whoever asks for all there are."""

log = logging.getLogger(__name__)


def kept_bytes(drawing: Drawing, shape: str, width: int) -> bytes | None:
    """The file of a drawing, from the cache if it is there. None where as many as may be have been drawn in this
    minute. Works without the cache; it is only slower then."""
    key = key_of("drawing", DESIGN, drawing, shape, width)
    try:
        if (found := cache.get(key)) is not None:
            return found
        if not _may_draw():
            return None
    except RedisError:
        log.warning("the cache cannot be read", exc_info=True)
    made = drawn_bytes(drawing, width, shape)
    try:
        cache.set(key, made, KEPT_SECONDS)
    except RedisError:
        log.warning("the cache cannot be written", exc_info=True)
    return made


def _may_draw() -> bool:
    if not settings.RATE_LIMITS:
        return True
    key = f"drawings-made:{int(time.time() // 60)}"
    cache.add(key, 0, 120)
    return cache.incr(key) <= DRAWN_A_MINUTE
