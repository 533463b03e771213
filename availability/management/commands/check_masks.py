"""Prove that the day masks say what the blocks say."""

from django.core.management.base import BaseCommand, CommandError

from availability.actions.masks import half_hours, mask_differences


class Command(BaseCommand):
    help = "Compares every day mask with the blocks it is made of; lists the differences and then exits with 1."

    def handle(self, *args, **options):
        differences = mask_differences()
        for calendar_id, day, stored, true in differences:
            missing, wrong = half_hours(true & ~stored), half_hours(stored & ~true)
            self.stdout.write(f"calendar {calendar_id}, {day}: half hours missing {missing}, wrong {wrong}")
        if differences:
            raise CommandError(f"{len(differences)} masks differ from their blocks.")
        self.stdout.write("All masks say what the blocks say.")
