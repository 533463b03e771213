"""What may happen to shows and bookings."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from bookings.actions import (
    accept_booking,
    apply_to_spot,
    cancel_booking,
    cancel_show,
    counter_booking,
    create_show,
    decline_booking,
    invite_act,
    terms_of,
    withdraw_booking,
)
from bookings.actions.offers import OfferTerms
from bookings.models import Show
from tests.bookings.engine.plain import PlainBooking
from tests.bookings.engine.story import Story
from tests.bookings.engine.world import HOUR, NIGHTS, at


class Bookings(Story):
    """Posted, asked for, accepted, countered, called off, moved, played by others."""

    @rule(stage=st.integers(0, 3), night=st.sampled_from(NIGHTS), hour=st.sampled_from([12, 19]))
    def post(self, stage, night, hour):
        stage = self.world.stages[stage]
        rooms = self.world.calendars(stage)
        is_held = any(self.plain.ladders.get((room.pk, night)) for room in self.world.rooms[stage.pk])
        period = (at(night, hour - 2), at(night, hour + 4))
        show = self.do(
            not is_held and self.plain.is_free(rooms, period, stage.pk),
            create_show, acting_user=self.world.host(stage), owner=stage.venue.party, stage=stage,
            starts_at=at(night, hour), ends_at=period[1], publish=True,
        )  # fmt: skip
        if show:
            self.learn_show(show, stage)

    @precondition(lambda self: self.open_shows())
    @rule(data=st.data(), act=st.integers(0, 2), invited=st.booleans())
    def ask(self, data, act, invited):
        """An act applies, or is invited: neither promises anything, but what cannot be is said at once."""
        show, act = data.draw(st.sampled_from(self.open_shows())), self.world.acts[act]
        asked = any(each.act == act.party.calendar_id for each in self.plain.waiting(show.pk))
        people = {act.party.calendar_id} if invited else self.people_of(act)
        may = not asked and self.plain.is_free(people, self.plain.shows[show.pk].spot, show.pk)
        spot = show.spots.get()
        if invited:
            booking = self.do(may, invite_act, acting_user=self.world.host(show.stage), spot=spot, act=act.party)
        else:
            booking = self.do(may, apply_to_spot, acting_user=act.leader, spot=spot, act=act.party)
        if booking:
            self.plain.bookings[booking.pk] = PlainBooking(show.pk, act.party.calendar_id, self.players_now(booking))

    @precondition(lambda self: self.bookings("pending"))
    @rule(data=st.data())
    def accept(self, data):
        booking = self.one_booking(data, "pending")
        plain = self.plain.bookings[booking.pk]
        people = {booking.act.calendar_id, *self.who_would_play(booking)}
        is_free = self.plain.is_free(people, self.plain.shows[plain.show].spot, plain.show)
        if self.do(is_free, accept_booking, acting_user=self.whose_turn(booking), booking=booking):
            plain.players = self.players_now(booking)
            self.plain.confirm(booking.pk)

    @precondition(lambda self: self.bookings("pending"))
    @rule(data=st.data(), fee=st.integers(1, 10**6))
    def counter(self, data, fee):
        booking = self.one_booking(data, "pending")
        terms = OfferTerms(**{**vars(terms_of(booking)), "fee_minor": fee, "fee_currency": "EUR", "deal": None})
        before, turn = booking.fee_minor, booking.turn
        countered = self.do(
            fee != before, counter_booking, acting_user=self.whose_turn(booking), booking=booking, terms=terms
        )
        if countered:
            assert (countered.fee_minor, countered.turn) == (fee, {"act": "host", "host": "act"}[turn])

    @precondition(lambda self: self.bookings("pending"))
    @rule(data=st.data(), withdrawn=st.booleans())
    def end(self, data, withdrawn):
        booking = self.one_booking(data, "pending")
        started = booking.act if booking.initiated_by == "application" else booking.spot.show.owner
        if withdrawn:
            done = self.do(True, withdraw_booking, acting_user=self.leader_of(started, booking), booking=booking)
        else:
            done = self.do(True, decline_booking, acting_user=self.whose_turn(booking), booking=booking)
        if done:
            self.plain.bookings[booking.pk].state = "withdrawn" if withdrawn else "declined"

    @precondition(lambda self: self.bookings("confirmed"))
    @rule(data=st.data(), by_host=st.booleans())
    def call_off(self, data, by_host):
        booking = self.one_booking(data, "confirmed")
        user = self.world.host(booking.spot.show.stage) if by_host else self.world.act_of(booking.act_id).leader
        if self.do(True, cancel_booking, acting_user=user, booking=booking):
            plain = self.plain.bookings[booking.pk]
            plain.state = "cancelled"
            is_to_come = self.plain.shows[plain.show].period[0] > self.now
            self.plain.shows[plain.show].state = Show.objects.get(pk=plain.show).state
            assert not is_to_come or self.plain.shows[plain.show].state == "open"

    @precondition(lambda self: self.live_shows())
    @rule(data=st.data())
    def call_off_all(self, data):
        show = data.draw(st.sampled_from(self.live_shows()))
        if self.do(True, cancel_show, acting_user=self.world.host(show.stage), show=show):
            self.plain.cancel_show(show.pk)

    @precondition(lambda self: self.bookings("confirmed"))
    @rule(data=st.data(), by=st.sampled_from([-3, -1, 1, 3]))
    def move(self, data, by):
        """The house proposes some hours earlier or later, the act agrees: whole, or not at all."""
        booking = self.one_booking(data, "confirmed")
        show, plain = booking.spot.show, self.plain.shows[booking.spot.show_id]
        shift = by * HOUR
        later = tuple(moment + shift for moment in plain.period), tuple(moment + shift for moment in plain.spot)
        people = {booking.act.calendar_id, *self.plain.bookings[booking.pk].players}
        may = self.plain.is_free(plain.rooms, later[0], show.pk) and self.plain.is_free(people, later[1], show.pk)
        moved = self.do(None, self.propose_and_agree, booking=booking, show=show, shift=shift)
        assert not moved or may, "moved onto something promised"
        if moved:
            plain.period, plain.spot = later

    @precondition(lambda self: self.bookings("confirmed"))
    @rule(data=st.data(), member=st.integers(0, 1))
    def swap(self, data, member):
        """A dep is asked, says yes, and takes over from a member: if the dep is not promised elsewhere."""
        booking = self.one_booking(data, "confirmed")
        act = self.world.act_of(booking.act_id)
        leaving, dep = act.members[member % len(act.members)], self.world.deps[self.world.acts.index(act)]
        plain = self.plain.bookings[booking.pk]
        if leaving.calendar_id not in plain.players or dep.calendar_id in plain.players:
            return
        spot = self.plain.shows[plain.show].spot
        may = self.plain.is_free({dep.calendar_id}, spot, plain.show)
        if self.do(may, self.swap_and_agree, booking=booking, act=act, leaving=leaving, dep=dep):
            plain.players = (plain.players - {leaving.calendar_id}) | {dep.calendar_id}
