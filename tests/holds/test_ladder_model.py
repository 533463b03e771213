"""A ladder against a plain list: whatever is done in whatever order, ranks and first places are the list's."""

import random

import pytest

from engagements.errors import WrongState
from holds.actions import challenge_hold, expire_hold, pass_on_challenge, rank_hold, release_hold, withdraw_challenge
from holds.models import Challenge, Hold
from holds.states import ChallengeState
from tests.bookings.scenes import HOUR, a_house, an_act
from tests.holds.scenes import PLACED, a_hold, house_rules, is_whole

pytestmark = pytest.mark.django_db
MOVES = ("place", "place", "release", "rank", "expire", "challenge", "silence", "withdraw")


class Model:
    """Those who stand, the first first; and who challenges whom."""

    def __init__(self):
        self.ladder, self.challenger, self.asked = [], None, None

    def leave(self, hold):
        self.ladder.remove(hold)
        if hold == self.challenger:
            self.challenger = self.asked = None
        elif hold == self.asked:
            self.ask()

    def ask(self):
        above = self.ladder[: self.ladder.index(self.challenger)]
        self.asked = above[0] if above else self.challenger

    def silence(self):
        if self.asked == self.challenger:
            self.ladder.remove(self.challenger)
            self.ladder.append(self.challenger)
            self.challenger = self.asked = None
        else:
            self.leave(self.asked)

    @property
    def told(self):
        """The ladder, who challenges, who is asked, and the state of the challenge."""
        deciding = ChallengeState.DECIDING if self.asked == self.challenger else ChallengeState.ASKING
        return self.ladder, self.challenger, self.asked, self.challenger and deciding


class Player:
    """Does the same to the ladder and to the model."""

    def __init__(self, seed):
        self.chance, self.model, self.house = random.Random(seed), Model(), a_house()
        self.acts, self.holds, self.at = {}, {}, PLACED
        house_rules(self.house, first_hold_days=365, other_hold_days=365)

    def play(self, move):
        self.at += HOUR
        if move == "place":
            act = an_act(members=0)
            hold = a_hold(self.house, act, at=self.at)
            self.acts[hold.pk], self.holds[hold.pk] = act, hold
            self.model.ladder.append(hold.pk)
        elif self.model.ladder:
            getattr(self, move)(self.chance.choice(self.model.ladder))

    def release(self, pk):
        user = self.chance.choice([self.house.manager, self.acts[pk].leader])
        release_hold(acting_user=user, hold=self.holds[pk], at=self.at)
        self.model.leave(pk)

    def rank(self, pk):
        rank = self.chance.randint(1, 6)
        if self.model.challenger:
            with pytest.raises(WrongState):
                rank_hold(acting_user=self.house.manager, hold=self.holds[pk], rank=rank, at=self.at)
            return
        rank_hold(acting_user=self.house.manager, hold=self.holds[pk], rank=rank, at=self.at)
        self.model.ladder.remove(pk)
        self.model.ladder.insert(rank - 1, pk)

    def expire(self, pk):
        Hold.objects.filter(pk=pk).update(expires_at=self.at)
        expire_hold(hold=self.holds[pk], at=self.at)
        if pk not in (self.model.challenger, self.model.asked):
            self.model.leave(pk)

    def challenge(self, pk):
        if self.model.challenger or pk == self.model.ladder[0]:
            with pytest.raises(WrongState):
                challenge_hold(acting_user=self.acts[pk].leader, hold=self.holds[pk], at=self.at)
            return
        Hold.objects.filter(pk=pk).update(expires_at=self.at + 1000 * HOUR)
        challenge_hold(acting_user=self.acts[pk].leader, hold=self.holds[pk], at=self.at)
        self.model.challenger = pk
        self.model.ask()

    def silence(self, _pk):
        if running := self.running():
            self.at = running.until
            pass_on_challenge(challenge=running, at=self.at)
            self.model.silence()

    def withdraw(self, _pk):
        if running := self.running():
            withdraw_challenge(acting_user=self.acts[running.hold_id].leader, challenge=running, at=self.at)
            self.model.challenger = self.model.asked = None

    def running(self):
        return Challenge.objects.select_related("hold").filter(state__in=["asking", "deciding"]).first()

    def stored(self):
        """What the model knows, as the database has it."""
        running = self.running()
        stands = Hold.objects.standing().order_by("rungs__rank").values_list("pk", flat=True)
        return list(stands), running and running.hold_id, running and running.asked_id, running and running.state


@pytest.mark.parametrize("seed", range(3))
def test_a_ladder_is_the_list_that_one_would_keep_by_hand(seed):
    player = Player(seed)
    for move in player.chance.choices(MOVES, k=30):
        player.play(move)
        assert player.stored() == player.model.told
        assert is_whole(player.house)
