"""A proposal answers a challenge, and what becomes of the challenge when the venue answers."""

import datetime as dt

import pytest

from engagements.errors import WrongState
from holds.actions import (
    challenge_hold,
    pass_on_challenge,
    rank_hold,
    release_hold,
    withdraw_challenge,
    withdraw_proposal,
)
from holds.models import Challenge
from holds.states import ChallengeState, HoldEnd, HoldState, ProposalState
from notifications.kinds.registry import render_all
from notifications.models import Notification
from tests.bookings.scenes import HOUR, an_act
from tests.holds.proposing import ANSWER_BY, LATER, SILENCE, agree, decline, lapse, propose, state_of
from tests.holds.scenes import SET, a_hold, a_ladder, house_rules, is_whole, ranks, told
from venues.states import OtherHolds

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def a_challenge(house, count=2):
    acts, holds = a_ladder(house, count, **SET)
    return acts, holds, challenge_hold(acting_user=acts[-1].leader, hold=holds[-1], at=LATER)


def test_a_proposal_answers_a_challenge_and_stops_its_clock(house):
    acts, holds, running = a_challenge(house)
    propose(acts[0], holds[0], at=SILENCE - HOUR)
    running.refresh_from_db()
    assert (running.state, running.asked, running.until) == (
        ChallengeState.PAUSED, holds[0], SILENCE - HOUR + 72 * HOUR,
    )  # fmt: skip
    assert pass_on_challenge(challenge=running, at=SILENCE + HOUR).state == ChallengeState.PAUSED
    with pytest.raises(WrongState):
        rank_hold(acting_user=house.manager, hold=holds[1], rank=1, at=SILENCE)
    agree(house, holds[0], at=SILENCE + HOUR)
    running.refresh_from_db()
    assert (running.state, running.steps.get().answer) == (ChallengeState.LOST, "confirmed")


def test_nobody_proposes_after_the_deadline_though_the_clock_is_late(house):
    acts, holds, _running = a_challenge(house)
    with pytest.raises(WrongState):
        propose(acts[0], holds[0], at=SILENCE)


@pytest.mark.parametrize("answer", ["declined", "lapsed", "passed on", "withdrawn"])
def test_who_is_not_taken_has_passed_and_the_clock_goes_on_with_what_was_left(house, answer):
    acts, holds, running = a_challenge(house, 3)
    proposed = LATER + 20 * HOUR
    propose(acts[0], holds[0], at=proposed)
    at = proposed + 72 * HOUR
    if answer == "declined":
        at = proposed + 5 * HOUR
        decline(house, holds[0], at=at)
        [notice] = Notification.objects.filter(user=acts[0].leader, kind="holds.hold_declined")
        assert "That means you passed on the challenge." in render_all([notice], acts[0].leader)[0].text
    elif answer == "lapsed":
        lapse(holds[0], at)
    elif answer == "passed on":
        pass_on_challenge(challenge=running, at=at)
    else:
        at = proposed + 6 * HOUR
        withdraw_proposal(acting_user=acts[0].leader, hold=holds[0], at=at)
    running.refresh_from_db()
    assert (running.state, running.asked, running.until) == (ChallengeState.ASKING, holds[1], at + 28 * HOUR)
    assert ranks(house, *holds) == [1, 2, 3]
    with pytest.raises(WrongState):
        propose(acts[0], holds[0], at=at)
    propose(acts[1], holds[1], at=at)
    decline(house, holds[1], at=at + HOUR)
    running.refresh_from_db()
    assert (running.state, running.asked, running.until) == (ChallengeState.DECIDING, holds[2], at + 29 * HOUR)
    propose(acts[2], holds[2], at=at + 2 * HOUR)
    agree(house, holds[2], at=at + 3 * HOUR)
    running.refresh_from_db()
    assert running.state == ChallengeState.WON
    assert is_whole(house)


def test_nobody_has_to_answer_within_minutes(house):
    acts, holds, running = a_challenge(house, 3)
    propose(acts[0], holds[0], at=SILENCE - dt.timedelta(minutes=1))
    decline(house, holds[0], at=SILENCE)
    running.refresh_from_db()
    assert running.until == SILENCE + 12 * HOUR


def test_a_released_proposer_lets_the_challenge_go_on(house):
    acts, holds, running = a_challenge(house)
    propose(acts[0], holds[0])
    release_hold(acting_user=acts[0].leader, hold=holds[0], at=LATER + HOUR)
    running.refresh_from_db()
    assert (running.state, running.until) == (ChallengeState.DECIDING, LATER + 49 * HOUR)
    assert running.steps.get().answer == "released"


def test_a_challenger_whose_proposal_is_not_taken_keeps_its_rank(house):
    acts, holds, running = a_challenge(house)
    pass_on_challenge(challenge=running, at=SILENCE)
    below = a_hold(house, an_act(members=1), at=SILENCE)
    propose(acts[1], holds[1], at=SILENCE)
    decline(house, holds[1], at=SILENCE + HOUR)
    running.refresh_from_db()
    assert (running.state, ranks(house, holds[1], below)) == (ChallengeState.DECLINED, [1, 2])
    assert told(acts[1].leader)[-1] == "hold_declined"
    notices = Notification.objects.filter(user=acts[1].leader, kind__in=["holds.hold_decides", "holds.hold_declined"])
    asked, answered = render_all(list(notices.order_by("id")), acts[1].leader)
    assert asked.subject.startswith("Your turn to propose: ")
    assert "Propose the night by" in asked.text
    assert "Confirm" not in asked.subject + asked.text + asked.action
    assert "That ends your challenge." in answered.text
    assert "That means you passed on the challenge" not in answered.text


def test_a_challenger_that_takes_its_word_back_falls_to_the_end(house):
    acts, holds, running = a_challenge(house)
    pass_on_challenge(challenge=running, at=SILENCE)
    below = a_hold(house, an_act(members=1), at=SILENCE)
    propose(acts[1], holds[1], at=SILENCE)
    withdraw_proposal(acting_user=acts[1].leader, hold=holds[1], at=SILENCE)
    running.refresh_from_db()
    assert (running.state, ranks(house, holds[1], below)) == (ChallengeState.FAILED, [2, 1])


def test_a_challenge_against_a_hold_that_is_proposed_already_waits_for_the_venue(house):
    acts, holds = a_ladder(house, 2, **SET)
    propose(acts[0], holds[0])
    running = challenge_hold(acting_user=acts[1].leader, hold=holds[1], at=LATER + HOUR)
    assert (running.state, running.until) == (ChallengeState.PAUSED, ANSWER_BY)
    assert told(acts[0].leader) == []
    lapse(holds[0])
    running.refresh_from_db()
    assert (running.state, running.until) == (ChallengeState.DECIDING, ANSWER_BY + 48 * HOUR)


def test_a_challenge_withdrawn_meanwhile_leaves_the_proposal(house):
    acts, holds, running = a_challenge(house)
    propose(acts[0], holds[0])
    withdraw_challenge(acting_user=acts[1].leader, challenge=running, at=LATER)
    assert state_of(holds[0]) == ProposalState.WAITING
    decline(house, holds[0])
    assert Challenge.objects.get().state == ChallengeState.WITHDRAWN
    assert propose(acts[0], holds[0]).state == HoldState.STANDING


def test_the_venue_confirms_another_than_who_proposed(house):
    acts, holds = a_ladder(house, 2, **SET)
    house_rules(house, other_holds=OtherHolds.RELEASE)
    propose(acts[0], holds[0])
    agree(house, holds[1], others=OtherHolds.RELEASE)
    holds[0].refresh_from_db()
    assert (holds[0].ended_by, state_of(holds[0])) == (HoldEnd.OTHER_CONFIRMED, ProposalState.SUPERSEDED)
    assert told(acts[0].leader) == ["hold_superseded"]
