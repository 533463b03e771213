"""manage.py backup_key FILE: a new pair of keys for encrypted backups."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from operations.backup.keys import make_key
from operations.errors import BackupError


class Command(BaseCommand):
    help = "Write a new secret key into FILE and print the public one."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            public_key = make_key(options["file"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"BACKUP_PUBLIC_KEY={public_key}")
        self.stdout.write(f"Keep {options['file']} somewhere else: without it no backup can be read.")
