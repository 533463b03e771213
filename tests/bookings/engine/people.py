"""What happens to people and places, and with time."""

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from bookings.models import Booking
from bookings.periodic import bookings as periodic
from bookings.periodic import changes as periodic_changes
from departures.actions import close_account
from holds import periodic as periodic_holds
from holds.models import Challenge, Hold
from tests.bookings.engine.story import Story
from tests.bookings.engine.world import HOUR, NIGHTS, at
from venues.actions import update_venue
from venues.states import Existing

PAUSES = {"an hour": HOUR, "two days": 50 * HOUR, "a week": 8 * 24 * HOUR}


class People(Story):
    """Zones change, people leave, the clock runs."""

    @rule(zone=st.sampled_from(["Europe/London", "Europe/Berlin", "America/New_York"]))
    def change_zone(self, zone):
        """What exists stands at its moments, there and back."""
        venue, manager = self.world.house.stage.venue, self.world.house.manager
        venue.refresh_from_db()
        for changed in dict.fromkeys([zone, "Europe/Berlin"]):
            update_venue(acting_user=manager, venue=venue, timezone=changed, existing=Existing.MOMENTS)

    @precondition(lambda self: len(self.world.acts[2].members) > 1)
    @rule()
    def delete_user(self):
        """Somebody deletes their account: nothing to come is promised of theirs any more."""
        gone = self.world.acts[2].members[-1]
        with_them = transaction.atomic()
        with with_them:
            close_account(acting_user=gone, at=self.now)
        self.world.acts[2].members.remove(gone)
        self.plain.forget_player(gone.calendar_id)

    @rule(pause=st.sampled_from(sorted(PAUSES)))
    def wait(self, pause):
        """Time passes and the clock does what it does: some holds and questions run out, each with its reason."""
        if self.now + PAUSES[pause] >= at(NIGHTS[0], 6):
            return
        before = {key: list(ladder) for key, ladder in self.plain.ladders.items()}
        self.now += PAUSES[pause]
        for clock in (
            periodic.expire_pending, periodic.complete_past, periodic_changes.expire_moves,
            periodic_holds.lapse_proposals,
            periodic_holds.remind_of_proposals,
            periodic_holds.pass_on_challenges, periodic_holds.expire_holds, periodic_holds.warn_of_holds,
        ):  # fmt: skip
            clock(at=self.now)
        for hold in Hold.objects.filter(pk__in=self.plain.holders).exclude(state="standing"):
            if self.plain.stands(hold.pk):
                assert hold.ended_by in ("time", "challenge")
                self.plain.remove(hold.pk)
        failed = set(Challenge.objects.filter(state="failed", ended_at=self.now).values_list("hold", flat=True))
        for key, ladder in self.plain.ladders.items():
            kept = [hold for hold in before[key] if hold in ladder]
            ladder[:] = [hold for hold in kept if hold not in failed] + [hold for hold in kept if hold in failed]
        for booking in Booking.objects.filter(pk__in=self.plain.bookings, state="expired"):
            assert booking.answer_by <= self.now
            self.plain.bookings[booking.pk].state = "expired"
