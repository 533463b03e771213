"""Cards are drawn on the first request and kept in the cache, by all that they are made of; never in the database."""

import logging
import time

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from redis.exceptions import RedisError

from discovery.cards.drawing import Card, draw
from media.models import Picture
from web.fragments import key_of

KEPT_SECONDS = 24 * 60 * 60
DRAWN_A_MINUTE = 300
"""So many cards are drawn at most, by all processes together: a quarter of one core, whoever asks for all there are."""
DESIGN = 2
"""Raised when cards are drawn in another way: those in the cache are then of no use."""
WIDTH = 1024

log = logging.getLogger(__name__)


def card_key(card: Card, picture: Picture | None) -> str:
    """Names exactly one card; also what its ETag says."""
    drawn = (picture.pk, picture.files) if picture else None
    return key_of("card", DESIGN, card, drawn)


def card_bytes(card: Card, picture: Picture | None) -> bytes | None:
    """The JPEG of a card, from the cache if it is there; without its picture where the store does not give it. None
    where as many as may be have been drawn in this minute."""
    key = card_key(card, picture)
    try:
        if (found := cache.get(key)) is not None:
            return found
        if not _may_draw():
            return None
    except RedisError:
        log.warning("the cache cannot be read", exc_info=True)  # a page works without it; it is only slower then
    made = _drawn(card, picture)
    try:
        cache.set(key, made, KEPT_SECONDS)
    except RedisError:
        log.warning("the cache cannot be written", exc_info=True)
    return made


def _may_draw() -> bool:
    if not settings.RATE_LIMITS:
        return True
    key = f"cards-drawn:{int(time.time() // 60)}"
    cache.add(key, 0, 120)
    return cache.incr(key) <= DRAWN_A_MINUTE


def _drawn(card: Card, picture: Picture | None) -> bytes:
    rendition = picture.rendition("jpeg", WIDTH) if picture else None
    if rendition is None:
        return draw(card)
    try:
        with default_storage.open(rendition.name) as file:
            return draw(card, file.file)
    except OSError:
        log.warning("the picture of a card cannot be read: %s", rendition.name, exc_info=True)
        return draw(card)
