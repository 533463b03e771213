"""The store for files that people send each other, as the settings name it."""

import functools

from django.conf import settings

from media.files.disk_store import DiskStore
from media.files.file_store import FileStore


def file_store() -> FileStore:
    """Cheap to call."""
    if settings.FILES_S3:
        return _s3_store(tuple(sorted(settings.FILES_S3.items())))
    return DiskStore(settings.FILES_ROOT)


@functools.cache
def _s3_store(options: tuple[tuple[str, str], ...]) -> FileStore:
    """One for all threads: its client keeps connections."""
    from media.files.s3_store import S3Store

    return S3Store(**dict(options))
