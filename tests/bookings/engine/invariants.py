"""What must hold after each step of a story."""

from collections import Counter

from django.db import connection
from hypothesis.stateful import invariant

from availability.models import TimeBlock
from availability.queries.orphans import orphaned_claims
from bookings.models import Booking, HistoryEntry, Show
from holds.models import Challenge, Rung
from holds.states import RUNNING
from notifications.models import Notification
from tests.bookings.engine.story import Story


class Invariants(Story):
    """The database, the model and the histories agree."""

    @invariant()
    def the_database_would_commit(self):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    @invariant()
    def promises_are_those_of_the_model(self):
        stored = Counter(
            (block.calendar_id, block.period.lower, block.period.upper, block.occasion)
            for block in TimeBlock.objects.claims()
        )
        wanted = {(each.calendar, each.starts_at, each.ends_at, each.show) for each in self.plain.promises()}
        assert stored == Counter(wanted)
        assert not orphaned_claims().exists()

    @invariant()
    def ladders_are_those_of_the_model(self):
        stored: dict = {}
        for rung in Rung.objects.filter(rank__isnull=False).order_by("room", "night", "rank"):
            stored.setdefault((rung.room_id, rung.night), []).append((rung.rank, rung.hold_id))
        wanted = {key: list(enumerate(ladder, start=1)) for key, ladder in self.plain.ladders.items() if ladder}
        assert stored == wanted

    @invariant()
    def bookings_are_those_of_the_model(self):
        stored = dict(Booking.objects.values_list("pk", "state"))
        assert stored == {key: booking.state for key, booking in self.plain.bookings.items()}
        assert dict(Show.objects.values_list("pk", "state")) == {k: show.state for k, show in self.plain.shows.items()}
        for booking in Booking.objects.filter(state="pending"):
            assert booking.turn
            assert booking.answer_by > self.now

    @invariant()
    def histories_are_unbroken(self):
        last: dict = {}
        for entry in HistoryEntry.objects.exclude(after="").order_by("id"):
            key = entry.booking_id or entry.show_id
            if entry.before != entry.after:
                assert last.get(key, "") == entry.before
            last[key] = entry.after
        assert all(last[pk] == state for pk, state in Booking.objects.values_list("pk", "state"))

    @invariant()
    def one_challenge_runs_on_a_ladder(self):
        for challenge in Challenge.objects.filter(state__in=RUNNING).select_related("hold", "asked"):
            assert (challenge.hold.state, challenge.asked.state) == ("standing", "standing")
            assert challenge.until > self.now
        asked = Counter(self.running_ladders())
        assert not asked or max(asked.values()) == 1

    @invariant()
    def nobody_is_told_the_same_twice(self):
        """The same kind to the same person at the same moment of the story about the same thing."""
        told = Counter(
            (note.user_id, note.kind, str(sorted(note.data.items())), note.created_at)
            for note in Notification.objects.filter(kind__regex=r"^(bookings|holds)\.")
        )
        assert not told or max(told.values()) == 1
