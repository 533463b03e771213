"""Calendars that somebody is about to import: what was fetched of one waits here until its owner has seen the preview.

It holds titles, which the database never does: one for each person, in the cache alone, gone after a quarter of an
hour or with the next one. Passwords are sealed here too.
"""

import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.cache import cache

from availability.states import ImportKind
from calendar_imports.errors import Problem
from calendar_imports.fetching.choices import Choice
from calendar_imports.fetching.sealing import unseal

DRAFT = "import_draft"
"""Under this name its id travels to Google and back."""
KEPT_SECONDS = 15 * 60
SHAPE = 2
"""Raised with the fields of `Draft`: what the version before has left in the cache is as good as gone."""
LONGEST_NAME = 120
ACCOUNTS = frozenset({ImportKind.CALDAV, ImportKind.GOOGLE})
"""Kinds that open several calendars."""
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
    is_chosen: bool = False
    mark: str = ""
    """Of what its server is being asked (`accounts.imports.asking`), since `asked_at`; empty for nothing."""
    asked_at: float = 0.0
    content_key: str = ""
    """Where in the cache its content lies: whoever asks how far it is need not move megabytes."""
    zones: list[str] = field(default_factory=list)
    """Names of time zones in it that nobody knows."""
    is_read: bool = False
    """Whether the worker has looked at it: then its `zones` are known."""
    problem: dict[str, Any] | None = None
    """In its stored form: why its server gave nothing, or why what it gave cannot be read."""
    renews: str = ""
    """The id of an imported calendar that waits for a new permission, and for nothing else."""

    @property
    def secret(self) -> str:
        return unseal(self.sealed)

    @property
    def content(self) -> bytes:
        packed = cache.get(self.content_key) if self.content_key else None
        return zlib.decompress(packed) if packed else b""

    @property
    def offered(self) -> list[Choice]:
        return [Choice(*pair) for pair in self.choices]

    @property
    def is_fetched(self) -> bool:
        return bool(self.content_key)

    @property
    def wants_choice(self) -> bool:
        """Whether it is an account, of which one calendar is still to be chosen."""
        return self.kind in ACCOUNTS and not self.is_chosen

    @property
    def place(self) -> str:
        """Which calendar of an account it is."""
        return self.url if self.kind == ImportKind.CALDAV else self.username

    @property
    def stored_problem(self) -> Problem:
        stored = self.problem or {"code": "unreadable", "details": {}}
        return Problem(stored["code"], **stored["details"])

    def choose(self, place: str, names: Mapping[str, str]) -> None:
        """Make it this calendar of its account."""
        self.name, self.is_chosen = names[place][:LONGEST_NAME], True
        if self.kind == ImportKind.CALDAV:
            self.url = place
        else:
            self.username = place

    def take(self, content: bytes) -> None:
        """Keep what was uploaded, or nothing yet; nobody has read it."""
        self.content_key = keep_content(content) if content else ""
        self.is_read, self.zones, self.problem = False, [], None


def keep_draft(user, draft: Draft) -> None:
    """Store it in the place of the one there was, for another quarter of an hour."""
    before = standing_draft(user)
    if before and before.content_key != draft.content_key:
        cache.delete(before.content_key)
    if draft.content_key:
        cache.touch(draft.content_key, KEPT_SECONDS)
    cache.set(_key(user), asdict(draft), KEPT_SECONDS)


def find_draft(user, draft_id: UUID | str) -> Draft | None:
    """The draft of this id, if it is still this user's."""
    draft = standing_draft(user)
    return draft if draft and draft.id == str(draft_id) else None


def standing_draft(user) -> Draft | None:
    """The one draft that this user has, if there is one."""
    stored = cache.get(_key(user))
    return Draft(**stored) if stored else None


def keep_content(content: bytes) -> str:
    """Store a calendar for a quarter of an hour; returns where."""
    key = f"import-content:{uuid4().hex}"
    cache.set(key, zlib.compress(content, 1), KEPT_SECONDS)
    return key


def drop_draft(user) -> None:
    if before := standing_draft(user):
        cache.delete(before.content_key)
    cache.delete(_key(user))


def may_try(user) -> bool:
    """Count one more asking of a server; False where that were too many in ten minutes."""
    key = f"import-tries:{user.pk}"
    cache.add(key, 0, TRIES_SECONDS)
    try:
        return cache.incr(key) <= TRIES_MAX or not settings.RATE_LIMITS
    except ValueError:  # it ran out between the two
        return True


def _key(user) -> str:
    return f"import-draft-{SHAPE}:{user.pk}"
