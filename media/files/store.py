"""The store for files that people send each other, as the settings name it."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager

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


class _Reader:
    """A file of the store, for who reads it from its beginning to its end."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces

    def read(self, _size: int = -1, /) -> bytes:
        """The next piece, of whatever size; nothing at the end. Raises `Gone`."""
        return next(self.pieces, b"")


@contextmanager
def opened(key: str) -> Iterator[_Reader]:
    """A file to be copied. Raises `Gone` when it is read and is not there."""
    yield _Reader(file_store().read(key))
