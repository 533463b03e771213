"""What each rule of a story stands on: the world, the plain model, and doing things at the time of the story."""

import datetime as dt
import itertools

from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from availability.actions.masks import mask_differences
from availability.models import TimeBlock
from bookings.actions import answer_lineup, answer_move, propose_move, replace_player
from bookings.models import Booking, HistoryEntry, LineupEntry, Show
from holds.models import Challenge, Hold, HoldEvent
from holds.states import RUNNING
from notifications.models import Notification
from tests.bookings.engine.plain import Plain, PlainShow
from tests.bookings.engine.world import World
from tests.factories import FAR_SATURDAY
from web.errors import Refusal

BEGIN = FAR_SATURDAY - dt.timedelta(days=25)


class Story(RuleBasedStateMachine):
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
        return list(Challenge.objects.filter(state__in=RUNNING).select_related("hold").order_by("id"))

    def running_ladders(self):
        for challenge in self.running():
            yield from challenge.hold.rungs.filter(rank__isnull=False).values_list("room", "night")

    def is_in_time(self, hold) -> bool:
        """A challenge stops the time of a hold. Once it is taken back that time may be over before the clock comes."""
        is_asked = any(hold.pk in (each.hold_id, each.asked_id) for each in self.running())
        return is_asked or hold.expires_at is None or hold.expires_at > self.now

    def open_shows(self):
        return list(Show.objects.with_place().filter(state="open", spots__state="open").order_by("id"))

    def live_shows(self):
        return list(Show.objects.with_place().filter(state__in=["open", "confirmed"]).order_by("id"))

    def bookings(self, state):
        return list(Booking.objects.with_show().filter(state=state).order_by("id"))

    def one_booking(self, data, state):
        return data.draw(st.sampled_from(self.bookings(state)))
