"""What may happen to holds."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from bookings.models import Booking
from holds.actions import challenge_hold, confirm_hold, place_hold, release_hold, withdraw_challenge
from tests.bookings.engine.plain import PlainBooking
from tests.bookings.engine.story import Story
from tests.bookings.engine.world import NIGHTS, at
from venues.states import OtherHolds


class Holds(Story):
    """Ladders: held, let go, challenged, confirmed."""

    @rule(act=st.integers(0, 2), stage=st.integers(0, 3), night=st.sampled_from(NIGHTS))
    def hold(self, act, stage, night):
        band, stage = self.world.acts[act], self.world.stages[stage]
        ladders = [self.plain.ladders.get((room.pk, night), []) for room in self.world.rooms[stage.pk]]
        known = {self.plain.holders[hold] for ladder in ladders for hold in ladder}
        is_free = self.plain.is_free({band.party.calendar_id}, (at(night, 20), at(night, 23)), stage.pk)
        placed = self.do(
            is_free and band.party.calendar_id not in known,
            place_hold, acting_user=band.leader, holder=band.party, act=band.party, stage=stage, night=night,
            starts_at=at(night, 20), ends_at=at(night, 23), fee_minor=50000, fee_currency="EUR",
        )  # fmt: skip
        if placed:
            rooms = [room.pk for room in self.world.rooms[stage.pk]]
            self.plain.place(placed.pk, band.party.calendar_id, rooms, night)

    @precondition(lambda self: self.standing())
    @rule(data=st.data(), by_host=st.booleans())
    def let_go(self, data, by_host):
        hold = self.one_standing(data)
        user = self.world.host(hold.stage) if by_host else self.world.act_of(hold.act_id).leader
        if self.do(True, release_hold, acting_user=user, hold=hold):
            self.plain.remove(hold.pk)

    @precondition(lambda self: self.standing())
    @rule(data=st.data())
    def challenge(self, data):
        hold = self.one_standing(data)
        self.do(None if self.plain.rank(hold.pk) > 1 else False, challenge_hold,
                acting_user=self.world.act_of(hold.act_id).leader, hold=hold)  # fmt: skip

    @precondition(lambda self: self.running())
    @rule(data=st.data())
    def take_challenge_back(self, data):
        challenge = data.draw(st.sampled_from(self.running()))
        leader = self.world.act_of(challenge.hold.act_id).leader
        self.do(True, withdraw_challenge, acting_user=leader, challenge=challenge)

    @precondition(lambda self: self.standing())
    @rule(data=st.data(), keep=st.booleans())
    def confirm(self, data, keep):
        """By the house, which both sides' terms allow at once: booked in time, if rooms, act and players are free."""
        hold = self.one_standing(data)
        act = self.world.act_of(hold.act_id)
        rooms, people = self.world.calendars(hold.stage), self.people_of(act)
        show_time = (at(hold.night, 18), at(hold.night, 23))
        may = self.is_in_time(hold) and self.plain.is_free(rooms | people, show_time, hold.pk)
        others = OtherHolds.KEEP if keep else OtherHolds.RELEASE
        found = self.do(may, confirm_hold, acting_user=self.world.host(hold.stage), hold=hold, others=others)
        if found:
            rivals = self.plain.rivals(hold.pk)
            for gone in {hold.pk} | (set() if keep else rivals):
                self.plain.remove(gone)
            self.learn_show(found.show, hold.stage)
            booking = Booking.objects.get(spot__show=found.show)
            self.plain.bookings[booking.pk] = PlainBooking(found.show_id, act.party.calendar_id, self.players_of(act))
            self.plain.confirm(booking.pk)
