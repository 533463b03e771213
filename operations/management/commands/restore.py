"""manage.py restore FILE: bring a backup back into an empty database and empty folders."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from operations.backup.restoring import restore
from operations.errors import BackupError


class Command(BaseCommand):
    help = "Restore database and files from a backup. Both must be empty."
    requires_system_checks: list[str] = []  # they would ask for tables that are not there yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", type=Path, help="the file with the secret key, for an encrypted backup")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = restore(options["file"], key_file=options["key"], progress=self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from error
        for store in manifest.elsewhere:
            self.stdout.write(f"The files of {store} are not in the backup: they lie in S3.")
        self.stdout.write(f"Restored the site as it was at {manifest.started_at} (StageSlot {manifest.version}).")
