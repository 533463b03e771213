"""A ladder against a plain list: whatever is done in whatever order, ranks and proposals are those of the list."""

import random

import pytest

from engagements.errors import WrongState
from holds.actions import (
    challenge_hold,
    decline_proposal,
    expire_hold,
    lapse_proposal,
    pass_on_challenge,
    propose_hold,
    rank_hold,
    release_hold,
    withdraw_challenge,
)
from holds.models import Challenge, Hold, Proposal
from holds.states import RUNNING, ChallengeState, ProposalState
from tests.bookings.scenes import HOUR, a_house, an_act
from tests.factories import FAR_SATURDAY
from tests.holds.scenes import DAY, NIGHT, PLACED, a_hold, house_rules, is_whole

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
MOVES = (
    "place",
    "place",
    "release",
    "rank",
    "expire",
    "challenge",
    "silence",
    "withdraw",
    "propose",
    "propose",
    "decline",
)
LATER = 280 * DAY
SET = {"starts_at": FAR_SATURDAY + LATER, "ends_at": FAR_SATURDAY + LATER + 2 * HOUR}


class Model:
    """Those who stand, the first first; who challenges whom; who waits for the venue, and who has passed."""

    def __init__(self):
        self.ladder, self.challenger, self.asked = [], None, None
        self.waiting, self.passed = set(), set()

    def leave(self, hold):
        self.ladder.remove(hold)
        self.waiting.discard(hold)
        if hold == self.challenger:
            self.over()
        elif hold == self.asked:
            self.ask()

    def over(self):
        self.challenger = self.asked = None
        self.passed = set()

    def ask(self):
        above = [hold for hold in self.ladder[: self.ladder.index(self.challenger)] if hold not in self.passed]
        self.asked = above[0] if above else self.challenger

    def silence(self):
        if self.asked in self.waiting:
            self.decline(self.asked)
        elif self.asked == self.challenger:
            self.ladder.remove(self.challenger)
            self.ladder.append(self.challenger)
            self.over()
        else:
            self.leave(self.asked)

    def may_propose(self, hold):
        if hold in self.waiting | self.passed:
            return False
        return hold == self.asked or (hold != self.challenger and hold == self.ladder[0])

    def decline(self, hold):
        self.waiting.remove(hold)
        if hold == self.asked == self.challenger:
            self.over()
        elif hold == self.asked:
            self.passed.add(hold)
            self.ask()

    @property
    def told(self):
        """The ladder, who challenges, who is asked, and the state of the challenge."""
        state = ChallengeState.DECIDING if self.asked == self.challenger else ChallengeState.ASKING
        if self.asked in self.waiting:
            state = ChallengeState.PAUSED
        return self.ladder, self.challenger, self.asked, self.challenger and state, self.waiting


class Player:
    """Does the same to the ladder and to the model."""

    def __init__(self, seed):
        self.chance, self.model, self.house = random.Random(seed), Model(), a_house()
        self.acts, self.holds, self.at = {}, {}, PLACED
        house_rules(self.house, first_hold_days=365, other_hold_days=365)

    def play(self, move):
        self.at += HOUR
        for due in Proposal.objects.filter(state=ProposalState.WAITING, answer_by__lte=self.at):
            lapse_proposal(proposal=due, at=self.at)
            self.model.decline(due.hold_id)
        if move == "place":
            act = an_act(members=0)
            hold = a_hold(self.house, act, night=NIGHT + LATER, at=self.at, **SET)
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
        if pk not in {self.model.challenger, self.model.asked, *self.model.waiting}:
            self.model.leave(pk)

    def challenge(self, pk):
        if self.model.challenger or pk == self.model.ladder[0] or pk in self.model.waiting:
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
            self.model.over()

    def propose(self, pk):
        pk = self.chance.choice([pk, self.model.ladder[0], self.model.asked or pk])
        Hold.objects.filter(pk=pk).update(expires_at=self.at + 1000 * HOUR)
        call = {"acting_user": self.acts[pk].leader, "hold": self.holds[pk], "at": self.at}
        if not self.model.may_propose(pk):
            with pytest.raises(WrongState):
                propose_hold(**call)
            return
        propose_hold(**call)
        self.model.waiting.add(pk)

    def decline(self, pk):
        if self.model.waiting:
            pk = self.chance.choice(sorted(self.model.waiting))
            decline_proposal(acting_user=self.house.manager, hold=self.holds[pk], at=self.at)
            self.model.decline(pk)

    def running(self):
        return Challenge.objects.select_related("hold").filter(state__in=RUNNING).first()

    def stored(self):
        """What the model knows, as the database has it."""
        running = self.running()
        stands = Hold.objects.standing().order_by("rungs__rank").values_list("pk", flat=True)
        waiting = Proposal.objects.filter(state=ProposalState.WAITING).values_list("hold", flat=True)
        who = (running.hold_id, running.asked_id, running.state) if running else (None, None, None)
        return list(stands), *who, set(waiting)


@pytest.mark.parametrize("seed", range(3))
def test_a_ladder_is_the_list_that_one_would_keep_by_hand(seed, monkeypatch):
    monkeypatch.setattr("holds.actions.proposals.MOST_PROPOSALS", 99)
    player = Player(seed)
    for move in player.chance.choices(MOVES, k=30):
        player.play(move)
        assert player.stored() == player.model.told
        assert is_whole(player.house)
