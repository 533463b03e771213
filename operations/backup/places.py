"""Where backups are kept: a folder, or a bucket of an S3 store."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files import File

from operations.errors import BackupError

NAME = re.compile(r"stageslot-\d{8}T\d{6}Z\.tar(\.age)?")
"""What we call backups. Whatever else lies in the place is not ours to remove."""
PARTIAL = ".partial"


def place_at(address: str) -> "Folder | Bucket":
    """`s3://bucket/prefix`, by the keys in `BACKUP_S3`, else a folder."""
    parts = urlsplit(address)
    if parts.scheme == "s3":
        return Bucket(parts.netloc, parts.path.strip("/"))
    return Folder(Path(address).expanduser().resolve())


class Folder:
    """Backups in a folder. One that is being written ends in `.partial` and is no backup yet."""

    def __init__(self, path: Path) -> None:
        self.path, self.address = path, str(path)

    def names(self) -> list[str]:
        """The oldest first."""
        return sorted(file.name for file in self.path.iterdir() if NAME.fullmatch(file.name))

    def keep(self, path: Path, name: str) -> None:
        """Move a complete backup here from `working_folder`."""
        with path.open("rb") as file:
            os.fsync(file.fileno())
        path.replace(self.path / name)
        folder = os.open(self.path, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def remove(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)

    def working_folder(self) -> "tempfile.TemporaryDirectory[str]":
        """On the same disk, so that `keep` only renames."""
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            return tempfile.TemporaryDirectory(dir=self.path, suffix=PARTIAL)
        except OSError as error:
            raise BackupError(f"{self.path} cannot be written: {error.strerror}.") from error


class Bucket:
    """Backups in a bucket of an S3 store. A backup is written on this machine first, then sent."""

    def __init__(self, bucket: str, prefix: str) -> None:
        # Loaded only here: the site takes 10 MB more with boto3.
        from storages.backends.s3 import S3Storage

        options: dict[str, Any] = settings.BACKUP_S3
        self.address = f"s3://{bucket}/{prefix}"
        self._storage = S3Storage(bucket_name=bucket, location=prefix, file_overwrite=True, **options)

    def names(self) -> list[str]:
        """The oldest first."""
        with self._explained():
            _folders, files = self._storage.listdir("")
        return sorted(name for name in files if NAME.fullmatch(name))

    def keep(self, path: Path, name: str) -> None:
        """Send a complete backup."""
        size = path.stat().st_size
        with self._explained(), path.open("rb") as file:
            self._storage.save(name, File(file))
            if self._storage.size(name) == size:
                return
            self._storage.delete(name)
        raise BackupError(f"The store kept another size of {name} than was sent.")

    def remove(self, name: str) -> None:
        with self._explained():
            self._storage.delete(name)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Whatever the store refuses is a BackupError."""
        from boto3.exceptions import Boto3Error
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except (Boto3Error, BotoCoreError, ClientError) as error:
            raise BackupError(f"{self.address} cannot be used: {error}") from error

    def working_folder(self) -> "tempfile.TemporaryDirectory[str]":
        return tempfile.TemporaryDirectory(suffix=PARTIAL)
