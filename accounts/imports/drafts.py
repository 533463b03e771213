"""Calendars that somebody is about to import: what was fetched of one waits here until its owner has seen the preview.

It holds titles, which the database never does: one for each person, in the cache alone, gone after a quarter of an
hour or with the next one. Passwords are sealed here too.
"""

import zlib
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.cache import cache

from calendar_imports.fetching.choices import Choice
from calendar_imports.fetching.sealing import seal, unseal

DRAFT = "import_draft"
"""Under this name its id travels to Google and back."""
KEPT_SECONDS = 15 * 60
TRIES_MAX, TRIES_SECONDS = 30, 10 * 60
"""How often servers are asked for somebody who is choosing."""


@dataclass
class Draft:
    """`choices` are the calendars of an account (place and name) among which one is still to be chosen."""

    kind: str
    id: str = field(default_factory=lambda: str(uuid4()))
    name: str = ""
    url: str = ""
    username: str = ""
    sealed: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    packed: bytes = b""
    zones: list[str] = field(default_factory=list)
    """Names of time zones in it that nobody knows."""
    is_read: bool = False
    """Whether the worker has looked at it: then its `zones` are known, or the `problem` (in its stored form)."""
    problem: dict[str, Any] | None = None
    renews: str = ""
    """The id of an imported calendar that waits for a new permission, and for nothing else."""

    @property
    def secret(self) -> str:
        return unseal(self.sealed)

    @property
    def content(self) -> bytes:
        return zlib.decompress(self.packed) if self.packed else b""

    @property
    def offered(self) -> list[Choice]:
        return [Choice(*pair) for pair in self.choices]

    @property
    def is_fetched(self) -> bool:
        return bool(self.packed)

    def take(self, content: bytes) -> None:
        """Keep what was fetched or uploaded; nobody has read it yet."""
        self.packed = zlib.compress(content, 1)
        self.is_read, self.zones, self.problem = False, [], None


def keep_draft(user, draft: Draft) -> None:
    """Store it in the place of the one there was, for another quarter of an hour."""
    cache.set(_key(user), asdict(draft), KEPT_SECONDS)


def find_draft(user, draft_id: UUID | str) -> Draft | None:
    """The draft of this id, if it is still this user's."""
    stored = cache.get(_key(user))
    return Draft(**stored) if stored and stored["id"] == str(draft_id) else None


def drop_draft(user) -> None:
    cache.delete(_key(user))


def keep_grant(user, draft_id: str, refresh_token: str) -> None:
    """What Google gave for a draft that waits for it; without a draft it is thrown away."""
    draft = find_draft(user, draft_id)
    if draft and refresh_token:
        draft.sealed = seal(refresh_token)
        keep_draft(user, draft)


def may_try(user) -> bool:
    """Count one more asking of a server; False where that were too many in ten minutes."""
    key = f"import-tries:{user.pk}"
    cache.add(key, 0, TRIES_SECONDS)
    try:
        return cache.incr(key) <= TRIES_MAX or not settings.RATE_LIMITS
    except ValueError:  # it ran out between the two
        return True


def _key(user) -> str:
    return f"import-draft:{user.pk}"
