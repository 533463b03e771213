"""Make a site from a backup: an empty database and empty folders become what they were."""

import shutil
import tempfile
from pathlib import Path, PurePosixPath

from django.db import connection

from operations.backup.archive import members, read_manifest, unpack_database
from operations.backup.keys import plain
from operations.backup.manifest import FILES, Manifest
from operations.backup.programs import run_program, server_major
from operations.backup.stores import Progress, stores
from operations.errors import BackupError

HAS_TABLES = "SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public')"


def restore(path: Path, *, key_file: Path | None = None, progress: Progress = print) -> Manifest:
    """Bring the database and the files of a backup back; what it says about itself.

    Raises BackupError before anything is written if the backup is damaged or there is something already. If the
    database cannot be restored it stays empty. Settings are not touched: they belong to the machine.
    """
    with plain(path, key_file) as readable:
        progress("Reading the backup")
        manifest = read_manifest(readable)
        _require_nothing()
        if manifest.postgresql > server_major():
            raise BackupError(f"The backup is of PostgreSQL {manifest.postgresql}; this server is {server_major()}.")
        progress("Restoring the database")
        with tempfile.TemporaryDirectory() as folder:
            dump = unpack_database(readable, Path(folder))
            arguments = ("--no-owner", "--no-comments", "--no-privileges", "--exit-on-error", "--single-transaction")
            run_program("pg_restore", *arguments, f"--dbname={connection.settings_dict['NAME']}", str(dump))
            with connection.cursor() as cursor:
                cursor.execute(
                    "ANALYZE"
                )  # PostgreSQL would count the rows only a minute later, and plan badly until then
        progress("Restoring the files")
        _unpack_files(readable)
    return manifest


def _require_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(HAS_TABLES)
        (has_tables,) = cursor.fetchone()
    if has_tables:
        raise BackupError("The database is not empty. A backup is only ever restored into an empty one.")
    for store in stores():
        if store.folder and any(store.folder.rglob("*")):
            raise BackupError(f"{store.folder} is not empty. Move it away first.")


def _unpack_files(path: Path) -> None:
    folders = {store.name: store.folder for store in stores()}
    for name, content in members(path):
        place = PurePosixPath(name)
        if place.parts[0] != FILES:
            continue
        folder = folders.get(place.parts[1]) if len(place.parts) > 2 else None
        if folder is None or ".." in place.parts:
            raise BackupError(f"{name} belongs into no folder of this site.")
        target = folder.joinpath(*place.parts[2:])
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            shutil.copyfileobj(content, file)
