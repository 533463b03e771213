"""`manage.py make_load --acts 100000`: a world to measure on; `--remove` takes it away again."""

from django.core.management.base import BaseCommand, CommandError

from demo import load
from demo.load.writing import DOMAIN


class Command(BaseCommand):
    help = "Fills an empty site with very many acts, people, blocks and venues, to measure on."

    def add_arguments(self, parser):
        parser.add_argument("--acts", type=int, default=1000, help="how many acts (1000)")
        parser.add_argument("--professionals", type=int, default=0, help="how many professionals (none)")
        parser.add_argument("--force", action="store_true", help="also where other people already are")
        parser.add_argument("--remove", action="store_true", help="take the load away again")

    def handle(self, *args, acts, professionals, force, remove, **options):
        if remove:
            self.stdout.write(f"Removed {load.remove(domain=DOMAIN):,} people and all that was theirs.")
            return
        if acts < 1:
            raise CommandError("At least one act.")
        if load.is_there():
            raise CommandError("A load is already here: --remove it first.")
        if load.strangers() and not force:
            raise CommandError("Real people are here. A load belongs on a site of its own (or say --force).")
        load.write(acts=acts, say=lambda step: self.stdout.write(f"  {step}"))
        if professionals:
            load.write_professionals(count=professionals, say=lambda step: self.stdout.write(f"  {step}"))
