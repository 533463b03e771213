"""Files that were uploaded and wait for the worker: in the cache alone, since they hold titles."""

import zlib
from uuid import UUID

from django.core.cache import cache

KEPT_SECONDS = 60 * 60
NEWER_FILE = "newer file"
"""In the place of a validator, which files have none: one was uploaded, and has not been read yet."""


def keep_upload(import_id: UUID, content: bytes) -> None:
    """Keep a file for the imported calendar of this id, for an hour, in the place of the one before."""
    cache.set(_key(import_id), zlib.compress(content, 1), KEPT_SECONDS)


def find_upload(import_id: UUID) -> bytes | None:
    packed = cache.get(_key(import_id))
    return zlib.decompress(packed) if packed else None


def drop_upload(import_id: UUID) -> None:
    cache.delete(_key(import_id))


def _key(import_id: UUID) -> str:
    return f"import-upload:{import_id}"
