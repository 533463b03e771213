"""Cards are drawn on the first request and kept in the cache, by all that they are made of; never in the database."""

import io
import logging
import time

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from redis.exceptions import RedisError

from discovery.cards.drawing import Card, draw
from media.models import Picture
from posters.drawing import Drawing, Kind, drawn_bytes
from web.fragments import key_of

KEPT_SECONDS = 24 * 60 * 60
DRAWN_A_MINUTE = 300
"""So many cards are drawn at most, by all processes together: a quarter of one core, whoever asks for all there are."""
DESIGN = 3
"""Raised when cards are drawn in another way: those in the cache are then of no use."""
WIDTH = 1024
WIDTH_DRAWN = 720
SHAPE_OF = {Kind.ROOM: "wide", Kind.PORTRAIT: "wide"}
"""A drawn poster stands beside the words, rooms and faces behind them."""

log = logging.getLogger(__name__)


def card_key(card: Card, picture: Picture | None, drawing: Drawing | None = None) -> str:
    """Names exactly one card; also what its ETag says."""
    drawn = (picture.pk, picture.files) if picture else drawing
    return key_of("card", DESIGN, card, drawn)


def card_bytes(card: Card, picture: Picture | None, drawing: Drawing | None = None) -> bytes | None:
    """The JPEG of a card, from the cache if it is there; without its picture where the store does not give it. None
    where as many as may be have been drawn in this minute."""
    key = card_key(card, picture, drawing)
    try:
        if (found := cache.get(key)) is not None:
            return found
        if not _may_draw():
            return None
    except RedisError:
        log.warning("the cache cannot be read", exc_info=True)  # a page works without it; it is only slower then
    made = _drawn(card, picture, drawing)
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


def _drawn(card: Card, picture: Picture | None, drawing: Drawing | None) -> bytes:
    rendition = picture.rendition("jpeg", WIDTH) if picture else None
    if rendition is None:
        return _over(card, drawing)
    try:
        with default_storage.open(rendition.name) as file:
            return draw(card, file.file)
    except OSError:
        log.warning("the picture of a card cannot be read: %s", rendition.name, exc_info=True)
        return _over(card, drawing)


def _over(card: Card, drawing: Drawing | None) -> bytes:
    if drawing is None:
        return draw(card)
    return draw(card, io.BytesIO(drawn_bytes(drawing, WIDTH_DRAWN, SHAPE_OF.get(drawing.kind, "poster"))))
