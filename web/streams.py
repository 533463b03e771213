"""Names and keys of live streams. Uses no database, so that the live server can check them too.

A topic is one letter, a dot and a UUID: `c.<uuid>` is the public calendar of a party; every other letter is private
and needs a token that says which topics its bearer may hear. Tokens are short-lived: they ride in a query string.
"""

import re
from collections.abc import Iterable

from django.core import signing

TOKEN_SECONDS = 600
TOPICS_MAX = 40
PUBLIC_PREFIX = "c."
_SALT = "web.streams"
_TOPIC = re.compile(r"[a-z]\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class StreamRefused(Exception):
    """The asked topics are malformed, too many, or private without a token that names them."""


def sign_topics(topics: Iterable[str]) -> str:
    """Return a token that opens these private topics for TOKEN_SECONDS. The caller has checked access."""
    return signing.dumps(sorted(set(topics)), salt=_SALT, compress=True)


def signed_topics(token: str) -> frozenset[str]:
    """Return the topics a token opens. Raises StreamRefused when it is forged, damaged or too old."""
    try:
        return frozenset(signing.loads(token, salt=_SALT, max_age=TOKEN_SECONDS))
    except signing.BadSignature as error:
        raise StreamRefused("token") from error


def allow_topics(topics: Iterable[str], tokens: Iterable[str] = ()) -> frozenset[str]:
    """Return the asked topics if all of them may be heard with these tokens, else raise StreamRefused."""
    asked = frozenset(topics)
    if not 0 < len(asked) <= TOPICS_MAX or not all(map(_TOPIC.fullmatch, asked)):
        raise StreamRefused("topics")
    opened: set[str] = set()
    for token in tokens:
        opened |= signed_topics(token)
    private = {topic for topic in asked if not topic.startswith(PUBLIC_PREFIX)}
    if not private <= opened:
        raise StreamRefused("private")
    return asked


def closes_at(tokens: Iterable[str]) -> float | None:
    """When the first of these valid tokens runs out, in seconds of Unix time; None without tokens."""
    return min((signing.b62_decode(token.rsplit(":", 2)[1]) + TOKEN_SECONDS for token in tokens), default=None)
