"""Rendered fragments, kept in the cache by a key that changes whenever what they show does."""

import logging
from collections.abc import Callable
from hashlib import blake2b

from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
near = LocMemCache("fragments", {"timeout": 1, "max_entries": 300})
"""What this process has just read from the cache: a busy page does not ask Redis for the same 10 kB again and again.
Keys bear the version, so nothing in it is out of date but by time alone (a show's announcement), and then by a second.
"""

drawn = LocMemCache("drawn", {"timeout": 60 * 60, "max_entries": 1500})
"""Parts that this process has drawn, each of 2 to 40 kB."""


def key_of(kind: str, *parts: object) -> str:
    """Names exactly one rendering: `parts` are all that it depends on."""
    return f"{kind}:" + blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def kept(key: str, render: Callable[[], SafeString], seconds: Callable[[], int]) -> SafeString:
    """The fragment of this key, rendered if it is not there; it stays true for `seconds`, asked before it is rendered.

    A page works without its cache; it is only slower then.
    """
    if (html := near.get(key)) is not None:
        return SafeString(html)
    try:
        if (html := cache.get(key)) is not None:
            near.set(key, html)
            return SafeString(html)
    except RedisError:
        log.warning("the cache cannot be read", exc_info=True)
    lasts = seconds()
    html = render()
    try:
        cache.set(key, str(html), lasts)
    except RedisError:
        log.warning("the cache cannot be written", exc_info=True)
    return html


def draw_once(template: str, told: object, context: Callable[[], dict[str, object]]) -> SafeString:
    """The template with this context, drawn once by each process for each `told` and language.

    `told` stands for all that the context says, so that what was drawn is never out of date. A page that has
    changed mostly has changed in one place: what is drawn anew is that.
    """
    if settings.DEBUG:  # templates change too
        return SafeString(render_to_string(template, context()))
    key = key_of("part", template, get_language(), told)
    if (html := drawn.get(key)) is None:
        html = str(render_to_string(template, context()))
        drawn.set(key, html)
    return SafeString(html)
