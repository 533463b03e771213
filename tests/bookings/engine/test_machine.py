"""The whole engine against a plain model: whatever is done, in whatever order, the two agree and the invariants hold.

Each example is a story in one transaction that is rolled back; what the database checks at commit is checked after
every step. `ENGINE_STORIES` and `ENGINE_STEPS` in the environment ask for more and longer ones (`bin/chaos stories`).
"""

import datetime as dt
import itertools
import os
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accounts.actions import add_membership
from accounts.states import Role
from availability.actions.masks import mask_differences
from availability.models import TimeBlock
from bookings import periodic, periodic_changes, periodic_holds
from bookings.actions import (
    accept_booking,
    answer_lineup,
    answer_move,
    apply_to_spot,
    cancel_booking,
    cancel_show,
    challenge_hold,
    close_account,
    confirm_hold,
    counter_booking,
    create_show,
    decline_booking,
    invite_act,
    place_hold,
    propose_move,
    release_hold,
    replace_player,
    terms_of,
    withdraw_booking,
    withdraw_challenge,
)
from bookings.actions.offers import OfferTerms
from bookings.models import Booking, Challenge, HistoryEntry, Hold, HoldEvent, LineupEntry, Rung, Show
from bookings.queries.orphans import orphaned_claims
from bookings.states import OtherHolds
from notifications.models import Notification
from stageslot.web.errors import Refusal
from tests.bookings.engine.plain import Plain, PlainBooking, PlainShow
from tests.bookings.scenes import a_house, an_act, know_all
from tests.factories import FAR_SATURDAY, StageFactory, UserFactory
from venues.actions import update_venue

BERLIN = ZoneInfo("Europe/Berlin")
NIGHTS = [FAR_SATURDAY.date() + dt.timedelta(days=days) for days in range(2)]
BEGIN = FAR_SATURDAY - dt.timedelta(days=25)
HOUR = dt.timedelta(hours=1)
STORIES = int(os.environ.get("ENGINE_STORIES", "12"))
STEPS = int(os.environ.get("ENGINE_STEPS", "14"))
PAUSES = {"an hour": HOUR, "two days": 50 * HOUR, "a week": 8 * 24 * HOUR}


def at(night: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(night, dt.time(hour), BERLIN).astimezone(dt.UTC)


class World:
    """Two houses, one of them with a hall made of two rooms, and three acts: two share a drummer, each has a dep."""

    def __init__(self):
        self.house, other = a_house(), a_house()
        second, hall = StageFactory(venue=self.house.stage.venue), StageFactory(venue=self.house.stage.venue)
        hall.parts.set([self.house.stage, second])
        self.managers = {self.house.party.pk: self.house.manager, other.party.pk: other.manager}
        self.stages = [self.house.stage, second, hall, other.stage]
        self.rooms = {stage.pk: [stage] for stage in self.stages} | {hall.pk: [self.house.stage, second]}
        first = an_act(members=2)
        self.acts = [first, an_act(members=[first.members[0], UserFactory()]), an_act(members=2)]
        self.deps = [UserFactory() for _ in self.acts]
        for act, dep in zip(self.acts, self.deps, strict=True):
            add_membership(acting_user=None, party=act.party, user=dep, role=Role.DEP)
        self.people = {user.pk: user for act in self.acts for user in act.members} | {dep.pk: dep for dep in self.deps}
        know_all(*self.people.values())

    def host(self, stage):
        return self.managers[stage.venue_id]

    def calendars(self, stage) -> frozenset[int]:
        return frozenset({stage.calendar_id, *(room.calendar_id for room in self.rooms[stage.pk])})

    def act_of(self, party_id):
        return next(act for act in self.acts if act.party.pk == party_id)


class Engine(RuleBasedStateMachine):
    """Each rule asks the model what must come of it, does it, and tells the model what came."""

    def __init__(self):
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()
        self.now, self.plain, self.world = BEGIN, Plain(), World()
        self.numbers = itertools.count()

    def teardown(self):
        assert mask_differences() == []
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    # Holds

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
        """By the house, which both sides' terms allow at once: booked, if rooms, act and players are free."""
        hold = self.one_standing(data)
        act = self.world.act_of(hold.act_id)
        rooms, people = self.world.calendars(hold.stage), self.people_of(act)
        show_time = (at(hold.night, 18), at(hold.night, 23))
        is_free = self.plain.is_free(rooms | people, show_time, hold.pk)
        others = OtherHolds.KEEP if keep else OtherHolds.RELEASE
        show = self.do(is_free, confirm_hold, acting_user=self.world.host(hold.stage), hold=hold, others=others)
        if show:
            rivals = self.plain.rivals(hold.pk)
            for gone in {hold.pk} | (set() if keep else rivals):
                self.plain.remove(gone)
            self.learn_show(show, hold.stage)
            booking = Booking.objects.get(spot__show=show)
            self.plain.bookings[booking.pk] = PlainBooking(show.pk, act.party.calendar_id, self.players_of(act))
            self.plain.confirm(booking.pk)

    # Bookings

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

    # People, places, time

    @rule(zone=st.sampled_from(["Europe/London", "Europe/Berlin", "America/New_York"]))
    def change_zone(self, zone):
        """What is published stands as it was published."""
        venue = self.world.house.stage.venue
        venue.refresh_from_db()
        update_venue(acting_user=self.world.house.manager, venue=venue, timezone=zone)
        if zone != "Europe/Berlin":
            update_venue(acting_user=self.world.house.manager, venue=venue, timezone="Europe/Berlin")

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

    # What must hold after each step

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
        for challenge in Challenge.objects.filter(state__in=["asking", "deciding"]).select_related("hold", "asked"):
            assert (challenge.hold.state, challenge.asked.state) == ("standing", "standing")
            assert challenge.until > self.now
        asked = Counter(self.running_ladders())
        assert not asked or max(asked.values()) == 1

    @invariant()
    def nobody_is_told_the_same_twice(self):
        """The same kind to the same person at the same moment of the story about the same thing."""
        told = Counter(
            (note.user_id, note.kind, str(sorted(note.data.items())), note.created_at)
            for note in Notification.objects.filter(kind__startswith="bookings.")
        )
        assert not told or max(told.values()) == 1

    # Help

    def do(self, may, action, **arguments):
        """Do it at the story's time. `may`: whether it must succeed; None where the model does not say.

        Returns None for a refusal, which must leave no trace.
        """
        before = self.traces()
        try:
            with transaction.atomic():
                done = action(**arguments, at=self.now)
        except (Refusal, ValidationError) as refusal:
            refused = refusal
        else:
            assert may is not False, f"{action} ought to be refused"
            return done
        assert may is not True, f"refused: {refused!r}"
        assert self.traces() == before
        return None

    def traces(self) -> list[int]:
        models = (Hold, HoldEvent, Show, Booking, HistoryEntry, LineupEntry, TimeBlock, Notification)
        return [model.objects.count() for model in models]

    def propose_and_agree(self, *, booking, show, shift, at):
        host = self.world.host(show.stage)
        times = {"starts_at": show.starts_at + shift, "ends_at": show.ends_at + shift}
        move = propose_move(acting_user=host, show=show, party=show.owner, at=at, **times)
        leader = self.world.act_of(booking.act_id).leader
        return answer_move(acting_user=leader, move=move, booking=booking, agrees=True, at=at)

    def swap_and_agree(self, *, booking, act, leaving, dep, at):
        replace_player(acting_user=act.leader, booking=booking, leaving=leaving, dep=dep, at=at)
        entry = booking.lineup.get(user=dep)
        return answer_lineup(acting_user=dep, entry=entry, plays=True, at=at)

    def learn_show(self, show, stage):
        spot = show.spots.get()
        self.plain.shows[show.pk] = PlainShow(
            show.night, self.world.calendars(stage), (show.load_in_at, show.out_at), (spot.call_at, spot.released_at)
        )

    def players_of(self, act) -> set[int]:
        return {user.calendar_id for user in act.members}

    def people_of(self, act) -> set[int]:
        return {act.party.calendar_id} | self.players_of(act)

    def players_now(self, booking) -> set[int]:
        return set(booking.lineup.filter(state="plays").values_list("user__calendar", flat=True))

    def who_would_play(self, booking) -> set[int]:
        """Those who stand in the line-up; an invitation that nobody has named players for gets all members."""
        if booking.lineup.exists():
            return self.players_now(booking)
        return self.players_of(self.world.act_of(booking.act_id))

    def whose_turn(self, booking):
        party = booking.act if booking.turn == "act" else booking.spot.show.owner
        return self.leader_of(party, booking)

    def leader_of(self, party, booking):
        return self.world.act_of(party.pk).leader if party == booking.act else self.world.host(booking.spot.show.stage)

    def standing(self):
        return list(Hold.objects.standing().with_place().order_by("id"))

    def one_standing(self, data):
        return data.draw(st.sampled_from(self.standing()))

    def running(self):
        return list(Challenge.objects.filter(state__in=["asking", "deciding"]).select_related("hold").order_by("id"))

    def running_ladders(self):
        for challenge in self.running():
            yield from challenge.hold.rungs.filter(rank__isnull=False).values_list("room", "night")

    def open_shows(self):
        return list(Show.objects.with_place().filter(state="open", spots__state="open").order_by("id"))

    def live_shows(self):
        return list(Show.objects.with_place().filter(state__in=["open", "confirmed"]).order_by("id"))

    def bookings(self, state):
        return list(Booking.objects.with_show().filter(state=state).order_by("id"))

    def one_booking(self, data, state):
        return data.draw(st.sampled_from(self.bookings(state)))


@pytest.mark.slow
@pytest.mark.django_db
def test_the_engine_and_the_plain_model_tell_the_same_story():
    run_state_machine_as_test(
        Engine,
        settings=settings(
            max_examples=STORIES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # A story that fails is short enough to read; making it shorter takes minutes.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            print_blob=True,
        ),
    )
