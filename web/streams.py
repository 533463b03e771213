"""Names and keys of live streams. Uses no database, so that the live server can check them too.

A topic is one letter, a dot and a UUID: `c.<uuid>` is the public calendar of a party; every other letter is private
and needs a token that says which topics its bearer may hear. Tokens are short-lived: they ride in a query string. They
end early when somebody may have lost the right (`web.announce.end_streams`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core import signing

from web.moments import request_began_at

TOKEN_SECONDS = 600
TOPICS_MAX = 40
PUBLIC_PREFIX = "c."
_SALT = "web.streams"
_TOPIC = re.compile(r"[a-z]\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class StreamRefused(Exception):
    """The asked topics are malformed, too many, or private without a token that names them."""


@dataclass(frozen=True)
class Token:
    """Which topics somebody may hear, and when that was checked, in seconds of Unix time."""

    user: str
    topics: frozenset[str]
    granted_at: float

    @property
    def rights(self) -> dict[str, float]:
        """What it rests on: the person and each topic, with the moment of the check."""
        return dict.fromkeys([self.user, *self.topics], self.granted_at)


def sign_topics(user: UUID, topics: Iterable[str]) -> str:
    """Return a token that opens these private topics to the person with this id for TOKEN_SECONDS. The caller has
    checked access in this request."""
    content = [str(user), request_began_at(), *sorted(set(topics))]
    return signing.dumps(content, salt=_SALT, compress=True)


def read_token(token: str) -> Token:
    """Raises StreamRefused when it is forged, damaged or too old."""
    try:
        user, granted_at, *topics = signing.loads(token, salt=_SALT, max_age=TOKEN_SECONDS)
        return Token(user, frozenset(topics), float(granted_at))
    except (signing.BadSignature, ValueError) as error:
        raise StreamRefused("token") from error


def signed_topics(token: str) -> frozenset[str]:
    """Return the topics a token opens. Raises StreamRefused when it is forged, damaged or too old."""
    return read_token(token).topics


def rights_of(tokens: Iterable[str]) -> dict[str, float]:
    """What a stream with these tokens rests on: people and topics, each with the earliest moment at which it was
    checked. It ends when one of them has ended since. Raises StreamRefused."""
    rights: dict[str, float] = {}
    for token in tokens:
        for name, granted_at in read_token(token).rights.items():
            rights[name] = min(granted_at, rights.get(name, granted_at))
    return rights


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
