"""`manage.py demo`: a world to look at; `--wipe` takes it away again, `--logins` prints who can sign in."""

import logging
import os
import signal
import sys
from contextlib import contextmanager, suppress

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from demo.world import building, logins, progress, wiping
from demo.world.cast import BANDS
from web import security_log

TOLD_EVERY = 10
"""Percent between two lines of output."""
LOCK = 0x5DE30
HERE = "The demo world is already here."
"""The advisory lock of whoever builds: a second build would take the first one for interrupted, and wipe it."""


class Command(BaseCommand):
    help = "Fills the site with a believable demo world around today, once."

    def add_arguments(self, parser):
        parser.add_argument("--wipe", action="store_true", help="remove everything that belongs to the demo world")
        parser.add_argument("--logins", action="store_true", help="print the demo logins, if the world is there")
        days = int(os.environ.get("DEMO_DAYS") or building.DAYS_AROUND)
        parser.add_argument("--days", type=int, default=days, help="how many days back and ahead (DEMO_DAYS)")
        bands = int(os.environ.get("DEMO_BANDS") or len(BANDS))
        parser.add_argument("--bands", type=int, default=bands, help="how many of its bands, at least 3 (DEMO_BANDS)")

    def handle(self, *args, wipe, days, bands, **options):
        logging.getLogger(security_log.NAME).setLevel(logging.WARNING)  # its hundreds of roles are no news
        if options["logins"]:
            self._print_logins()
        elif wipe:
            self.stdout.write(f"Wiped the demo world: {wiping.wipe()} people and all that was theirs.")
        elif building.is_complete():
            self.stdout.write(HERE)
        else:
            with _alone():
                self._build_once(days, bands)

    def _build_once(self, days, bands):
        """Whether it is there is asked again with the lock held: another process may have built it meanwhile."""
        if building.is_complete():
            self.stdout.write(HERE)
        else:
            self._build(days, bands)

    def _print_logins(self):
        if building.is_begun():
            self.stdout.write(logins.say_logins())

    def _build(self, days, bands):
        """Whatever ends the build, pages know: a failure is told, an interruption takes the line away."""
        before = signal.signal(signal.SIGTERM, _leave)
        try:
            world = self._build_anew(days, bands)
        except Exception:
            progress.report_failure()
            raise
        except BaseException:
            progress.clear()
            raise
        finally:
            signal.signal(signal.SIGTERM, before)
        progress.clear()
        self.stdout.write(f"The demo world is complete: {len(world.bands)} bands, {building.nights()} nights.")

    def _build_anew(self, days, bands):
        progress.report(0)
        if building.is_begun():
            self.stdout.write("The build of the demo world was interrupted; beginning again.")
            wiping.wipe()
        self.title = ""
        self.tens = 0
        return building.build(self._report, days_around=days, bands=bands)

    def _report(self, percent, title):
        """Pages show every step, the terminal every phase and every tenth percent."""
        progress.report(percent)
        tens = percent // TOLD_EVERY
        if (tens, title) == (self.tens, self.title):
            return
        if self.title == building.FIRST_PHASE:
            self._print_logins()
        self.tens, self.title = tens, title
        self.stdout.write(f"{percent:3} %  {title}")


@contextmanager
def _alone():
    """Hold the lock. PostgreSQL takes it back when this process ends, however it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise CommandError("Another process is creating the demo world.")
    try:
        yield
    finally:
        # An interrupted statement leaves no usable connection: then its end gives the lock back.
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _leave(number, frame):
    sys.exit(128 + number)
