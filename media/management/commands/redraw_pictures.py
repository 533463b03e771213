"""`manage.py redraw_pictures`: let the worker draw all pictures anew, after a format or a width was added."""

from django.core.management.base import BaseCommand

from media.actions import redraw_pictures


class Command(BaseCommand):
    help = "Let the worker draw every picture anew from its widest rendition. What there is stays in sight meanwhile."

    def handle(self, **options):
        count = redraw_pictures(acting_user=None)
        self.stdout.write(f"{count} pictures will be drawn anew.")
