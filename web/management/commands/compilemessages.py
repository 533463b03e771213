from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from web.translations import compile_translations


class Command(BaseCommand):
    help = "Compiles the translations that have changed. Takes the place of Django's command, which needs gettext."
    requires_system_checks = []

    def handle(self, *args, **options):
        for file in compile_translations(Path(folder) for folder in settings.LOCALE_PATHS):
            self.stdout.write(str(file))
