"""A backup as a file: a tar whose members are named in a manifest with their digests."""

import hashlib
import io
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from operations.backup.manifest import DATABASE, MANIFEST, Manifest
from operations.errors import BackupError

CHUNK = 2**20


class Writer:
    """Adds files to a tar and remembers their digests."""

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115  `close` ends it
        self.members: dict[str, str] = {}

    def add_file(self, name: str, path: Path) -> None:
        """As long as it is now: what is being sent to it meanwhile belongs to the next backup. One that is gone is
        left out."""
        try:
            with path.open("rb") as file:
                size = path.stat().st_size
                self._add(name, file, size)
        except FileNotFoundError:
            return

    def add_bytes(self, name: str, content: bytes) -> None:
        self._add(name, io.BytesIO(content), len(content))

    def close(self, manifest: Manifest) -> None:
        self.add_bytes(MANIFEST, manifest.to_json())
        self._tar.close()

    def _add(self, name: str, file: IO[bytes], size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        reader = _Digesting(file)
        self._tar.addfile(member, reader)
        self.members[name] = reader.digest.hexdigest()


class _Digesting:
    """A file that is digested as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


def read_manifest(path: Path) -> Manifest:
    """Reads the whole tar and compares every member with its digest. Raises BackupError for what is damaged."""
    digests: dict[str, str] = {}
    manifest = b""
    try:
        for name, file in members(path):
            if name == MANIFEST:
                manifest = file.read()
            else:
                digests[name] = _digest(file)
        found = Manifest.from_json(manifest)
    except (tarfile.TarError, ValueError, TypeError, OSError) as error:
        raise BackupError(f"{path.name} is no complete backup: {error}") from error
    if digests != found.members or DATABASE not in digests:
        wrong = sorted(set(digests.items()) ^ set(found.members.items()))
        raise BackupError(f"{path.name} is damaged: {', '.join(sorted({name for name, _digest in wrong}))}.")
    return found


def members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """(name, content) of each member, one after the other: read a content before asking for the next."""
    with tarfile.open(path, "r|") as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content is None:
                raise tarfile.TarError(f"{member.name} is no file")
            yield member.name, content


def unpack_database(path: Path, folder: Path) -> Path:
    """The dump of the database, as a file in this folder."""
    target = folder / DATABASE
    for name, content in members(path):
        if name == DATABASE:
            with target.open("wb") as file:
                shutil.copyfileobj(content, file)
            return target
    raise BackupError(f"{path.name} holds no database.")


def read_member(path: Path, wanted: str) -> bytes:
    """The content of a small member; empty where there is none. Raises BackupError for what is no tar."""
    try:
        return next((content.read() for name, content in members(path) if name == wanted), b"")
    except (tarfile.TarError, OSError) as error:
        raise BackupError(f"{path.name} is no complete backup: {error}") from error


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := file.read(CHUNK):
        digest.update(piece)
    return digest.hexdigest()
