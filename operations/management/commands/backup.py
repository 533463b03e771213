"""manage.py backup PLACE: everything of this site in one file, read back before it counts."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from operations.backup.making import make_backup, remove_old
from operations.backup.places import place_at
from operations.errors import BackupError


class Command(BaseCommand):
    help = "Write database, files and settings into one file, and read it back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", nargs="?", default=settings.BACKUP_PLACE, help="a folder, or s3://bucket/prefix")
        parser.add_argument("--keep", type=int, default=0, help="remove all but so many of the newest afterwards")
        parser.add_argument("--public-key", default=settings.BACKUP_PUBLIC_KEY, help="encrypt for this key (age1...)")
        parser.add_argument("--settings-file", default=settings.BACKUP_SETTINGS_FILE, help="kept too; else var/env")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["place"]:
            raise CommandError("Name a folder or s3://bucket/prefix, here or in BACKUP_PLACE.")
        if options["keep"] < 0:
            raise CommandError("--keep takes 1 or more.")
        try:
            place = place_at(options["place"])
            made = make_backup(
                place,
                settings_file=_settings_file(options),
                public_key=options["public_key"],
                progress=self.stdout.write,
            )
            removed = remove_old(place, options["keep"]) if options["keep"] else []
        except (BackupError, OSError) as error:  # OSError: the disk is full
            raise CommandError(str(error)) from error
        for name in removed:
            self.stdout.write(f"Removed {name}")
        self.stdout.write(f"{made.place}/{made.name}: {made.size:,} bytes, complete.")


def _settings_file(options: dict[str, Any]) -> Path | None:
    """The named one, else what `bin/run` wrote, if this site was started by it."""
    if options["settings_file"]:
        return Path(options["settings_file"])
    written = Path(settings.VAR_DIR) / "env"
    return written if written.exists() else None
