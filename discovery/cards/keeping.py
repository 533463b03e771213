"""Cards are drawn on the first request and kept in the cache, by all that they are made of; never in the database."""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.core.files.storage import default_storage
from redis.exceptions import RedisError

from bookings.fragments import key_of
from discovery.cards.drawing import Card, draw
from media.models import Picture

KEPT_SECONDS = 24 * 60 * 60
DESIGN = 1
"""Raised when cards are drawn in another way: those in the cache are then of no use."""
WIDTH = 1024

log = logging.getLogger(__name__)


def card_key(card: Card, picture: Picture | None) -> str:
    """Names exactly one card; also what its ETag says."""
    drawn = (picture.pk, picture.files) if picture else None
    return key_of("card", DESIGN, card, drawn)


def card_bytes(card: Card, picture: Picture | None) -> bytes:
    """The JPEG of a card, from the cache if it is there; without its picture where the store does not give it."""
    return _kept(card_key(card, picture), lambda: _drawn(card, picture))


def _kept(key: str, make: Callable[[], bytes]) -> bytes:
    """A page works without its cache; it is only slower then."""
    try:
        if (found := cache.get(key)) is not None:
            return found
    except RedisError:
        log.warning("the cache cannot be read", exc_info=True)
    made = make()
    try:
        cache.set(key, made, KEPT_SECONDS)
    except RedisError:
        log.warning("the cache cannot be written", exc_info=True)
    return made


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
