"""`manage.py check_search`: whether search rows are what the truth makes of them; `--rebuild` makes them anew."""

from django.core.management.base import BaseCommand, CommandError

from discovery.actions import rebuild_listings
from discovery.queries.checking import search_differences

SHOWN = 20


class Command(BaseCommand):
    help = "Compares what searches look through with what it is made of. Ends with 1 where they differ."

    def add_arguments(self, parser):
        parser.add_argument("--rebuild", action="store_true", help="make all rows anew first")

    def handle(self, *args, rebuild, **options):
        if rebuild:
            self.stdout.write(f"{rebuild_listings():,} rows made.")
        if differences := search_differences():
            for line in differences[:SHOWN]:
                self.stderr.write(line)
            raise CommandError(f"{len(differences):,} differences.")
        self.stdout.write("Every search row is what it should be.")
