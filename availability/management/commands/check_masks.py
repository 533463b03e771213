"""Prove that the day masks say what the blocks say, and that bands know as much as their members."""

from django.core.management.base import BaseCommand, CommandError

from availability.actions.known import known_differences
from availability.actions.masks import half_hours, mask_differences


class Command(BaseCommand):
    help = (
        "Compares every day mask with the blocks it is made of, and how far calendars that draw on others are known"
        " with those; lists the differences and then exits with 1."
    )

    def handle(self, *args, **options):
        masks, known = mask_differences(), known_differences()
        for calendar_id, day, stored, true in masks:
            missing, wrong = half_hours(true & ~stored), half_hours(stored & ~true)
            self.stdout.write(f"calendar {calendar_id}, {day}: half hours missing {missing}, wrong {wrong}")
        for calendar_id, stored_until, true_until in known:
            self.stdout.write(f"calendar {calendar_id} is known until {true_until}, not {stored_until}")
        if masks or known:
            raise CommandError(
                f"{len(masks)} masks differ from their blocks, {len(known)} calendars from their sources."
            )
        self.stdout.write("All masks say what the blocks say; bands are known as far as their members.")
