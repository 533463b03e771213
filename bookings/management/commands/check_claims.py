"""Prove that every promise of time belongs to a show."""

from django.core.management.base import BaseCommand, CommandError

from bookings.queries.orphans import orphaned_claims


class Command(BaseCommand):
    help = "Looks for claims that no published show, act or player explains; lists them and then exits with 1."

    def handle(self, *args, **options):
        orphans = list(orphaned_claims())
        for claim in orphans:
            since, until = claim.period.lower, claim.period.upper
            self.stdout.write(
                f"claim {claim.pk} on calendar {claim.calendar_id}, {since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M}"
                f" UTC, of occasion {claim.occasion}"
            )
        if orphans:
            raise CommandError(f"{len(orphans)} claims belong to nothing.")
        self.stdout.write("Every claim belongs to a show.")
