"""Make a backup: the database as it is at one moment, then the files, which only ever grow in number meanwhile."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.timezone import now

from operations.backup.archive import Writer, read_manifest, unpack_database
from operations.backup.keys import ENDING, encrypt
from operations.backup.manifest import DATABASE, FILES, SETTINGS, Manifest
from operations.backup.places import Bucket, Folder
from operations.backup.programs import run_program, server_major
from operations.backup.stores import Progress, stores
from operations.errors import BackupError
from operations.models import Backup


def make_backup(
    place: Folder | Bucket, *, settings_file: Path | None = None, public_key: str = "", progress: Progress = print
) -> Backup:
    """Write a backup, read it back, encrypt it if there is a key, and keep it in the place. The row that remembers it.

    Raises BackupError, and then keeps nothing.
    """
    started_at = now()
    name = f"stageslot-{started_at:%Y%m%dT%H%M%SZ}.tar"
    with place.working_folder() as folder:
        path = Path(folder) / name
        _write(path, started_at, settings_file, progress)
        progress("Reading it back")
        _verify(path)
        if public_key:
            progress("Encrypting it")
            encrypt(path, path.with_name(name + ENDING), public_key)
            path.unlink()
            path = path.with_name(name + ENDING)
        size = path.stat().st_size
        progress("Keeping it")
        place.keep(path, path.name)
    return Backup.objects.create(name=path.name, place=place.address, size=size, started_at=started_at)


def remove_old(place: Folder | Bucket, keep: int) -> list[str]:
    """Remove all but so many of the newest; the names of those that are gone."""
    old = place.names()[:-keep]
    for name in old:
        place.remove(name)
    return old


def _write(path: Path, started_at: dt.datetime, settings_file: Path | None, progress: Progress) -> None:
    dump = path.with_name(DATABASE)
    progress("Copying the database")
    run_program("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
    path.touch(mode=0o600)
    with path.open("wb") as file:
        writer = Writer(file)
        writer.add_file(DATABASE, dump)
        dump.unlink()
        if settings_file:
            writer.add_bytes(SETTINGS, _settings(settings_file))
        for store in stores():
            if store.folder:
                progress(f"Copying {store.name}")
                for found in _files(store.folder):
                    writer.add_file(f"{FILES}/{store.name}/{found.relative_to(store.folder)}", found)
        elsewhere = [store.name for store in stores() if store.folder is None]
        members = dict(writer.members)
        writer.close(Manifest(settings.VERSION, started_at.isoformat(), server_major(), elsewhere, members))


def _verify(path: Path) -> None:
    """Every member is what was written, and `pg_restore` finds its way through the database."""
    read_manifest(path)
    dump = unpack_database(path, path.parent)
    run_program("pg_restore", "--list", str(dump))
    dump.unlink()


def _settings(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}.") from error


def _files(folder: Path) -> Iterator[Path]:
    """Links are left out: they lead out of the store."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
