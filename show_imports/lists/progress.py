"""How far a worker is with a list. It writes in one transaction that nobody sees into, so the cache tells."""

from uuid import UUID

from django.core.cache import cache

KEPT_SECONDS = 3600


def set_progress(import_id: UUID, percent: int) -> None:
    cache.set(_key(import_id), percent, KEPT_SECONDS)


def get_progress(import_id: UUID) -> int:
    """Per cent; 0 where nobody has begun."""
    return cache.get(_key(import_id), 0)


def _key(import_id: UUID) -> str:
    return f"show-import:{import_id}"
