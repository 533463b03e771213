from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection, transaction

from catalogue.data.loading import load_catalogue, load_rates


class Command(BaseCommand):
    help = "Adds the countries, cities, genres and currencies that are missing; changes none that are there."

    def handle(self, *args, **options):
        with transaction.atomic():
            load_catalogue(apps, connection)
            load_rates(apps, connection)
        models = apps.get_app_config("catalogue").get_models()
        self.stdout.write(
            ", ".join(f"{model._default_manager.count():,} {model._meta.verbose_name_plural}" for model in models)
        )
