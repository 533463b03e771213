"""Prove that every promise of time belongs to a show or a session."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from availability.queries.orphans import orphaned_claims
from bookings.models import Spot


class Command(BaseCommand):
    help = (
        "Looks for claims that no published show, act, player or session explains; lists them and then exits with 1. "
        "Lists too whose sets overlapped when sets began to be checked."
    )

    def handle(self, *args, **options):
        orphans = list(orphaned_claims())
        for claim in orphans:
            since, until = claim.period.lower, claim.period.upper
            self.stdout.write(
                f"claim {claim.pk} on calendar {claim.calendar_id}, {since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M}"
                f" UTC, of occasion {claim.occasion}"
            )
        for spot in Spot.objects.filter(may_overlap=True, show__out_at__gt=now()).select_related("show"):
            self.stdout.write(f"spot {spot.pk} of show {spot.show_id} ({spot}): its set may overlap others, as before")
        if orphans:
            raise CommandError(f"{len(orphans)} claims belong to nothing.")
        self.stdout.write("Every claim belongs to a show or a session.")
