"""`manage.py set_rates FILE`: what one euro is in other currencies, from a file of two columns."""

import datetime as dt
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from catalogue.actions import set_rates


class Command(BaseCommand):
    help = "Sets exchange rates from a file with a currency and how much of it one euro is in each line (USD 1.17)."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--as-of", type=dt.date.fromisoformat, default=None, help="the day of the rates (today)")

    def handle(self, *args, file, as_of, **options):
        try:
            text = file.read_text(encoding="utf-8")
            count = set_rates(lines=text.splitlines(), as_of=as_of or now().date())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        self.stdout.write(f"{count} rates set.")
