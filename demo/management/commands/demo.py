"""`manage.py demo`: a world to look at; `--wipe` takes it away again, `--logins` prints who can sign in."""

from django.core.management.base import BaseCommand

from demo import logins, wiping, world


class Command(BaseCommand):
    help = "Fills the site with a believable demo world around today, once."

    def add_arguments(self, parser):
        parser.add_argument("--wipe", action="store_true", help="remove everything that belongs to the demo world")
        parser.add_argument("--logins", action="store_true", help="print the demo logins, if the world is there")

        parser.add_argument("--days", type=int, default=world.DAYS_AROUND, help="how many days back and ahead")

    def handle(self, *args, wipe, days, **options):
        if options["logins"]:
            self._print_logins()
        elif wipe:
            self.stdout.write(f"Wiped the demo world: {wiping.wipe()} people and all that was theirs.")
        elif world.exists():
            self.stdout.write("The demo world is already here.")
        else:
            world.build(say=lambda step: self.stdout.write(step), days_around=days)
            self.stdout.write(f"The demo world stands: {world.nights_in_demo()} nights.")

    def _print_logins(self):
        if world.exists():
            self.stdout.write(logins.say_logins())
