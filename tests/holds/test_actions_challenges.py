"""Challenges: asked one after another, with a deadline each; and everything else that may end them."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from accounts.states import Approval
from engagements.errors import WrongState
from holds.actions import (
    challenge_hold,
    confirm_hold,
    expire_hold,
    pass_on_challenge,
    rank_hold,
    release_hold,
    withdraw_challenge,
)
from holds.actions.challenges import MOST_CHALLENGES
from holds.models import Challenge, ChallengeStep, Hold
from holds.states import ChallengeState, HoldEnd, HoldState
from tests.bookings.scenes import HOUR, an_act
from tests.holds.scenes import DAY, PLACED, SET, a_hold, a_ladder, house_rules, is_whole, ranks, told
from venues.states import ChallengeWindow, OtherHolds

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
LATER = PLACED + DAY
SILENCE = LATER + 48 * HOUR


def challenge(act, hold, at=LATER, **values):
    return challenge_hold(acting_user=act.leader, hold=hold, at=at, **values)


def answers():
    return list(ChallengeStep.objects.order_by("id").values_list("answer", flat=True))


def test_the_first_is_asked_first_and_knows_not_by_whom(house):
    acts, holds = a_ladder(house, 3)
    running = challenge(acts[2], holds[2])
    assert (running.state, running.asked, running.until) == (ChallengeState.ASKING, holds[0], SILENCE)
    assert [told(act.leader) for act in acts] == [["hold_challenged"], [], []]
    assert told(house.manager)[-1] == "hold_challenge_started"


def test_silence_passes_on_until_the_challenger_decides(house):
    acts, holds = a_ladder(house, 3)
    running = challenge(acts[2], holds[2])
    assert pass_on_challenge(challenge=running, at=SILENCE - HOUR).asked == holds[0]
    running = pass_on_challenge(challenge=running, at=SILENCE)
    assert (running.asked, running.until) == (holds[1], SILENCE + 48 * HOUR)
    assert ranks(house, *holds) == [None, 1, 2]
    running = pass_on_challenge(challenge=running, at=SILENCE + 48 * HOUR)
    assert (running.state, running.asked) == (ChallengeState.DECIDING, holds[2])
    assert ranks(house, *holds) == [None, None, 1]
    assert answers() == ["silent", "silent"]
    holds[0].refresh_from_db()
    assert (holds[0].state, holds[0].ended_by) == (HoldState.RELEASED, HoldEnd.CHALLENGE)
    assert [told(act.leader) for act in acts] == [
        ["hold_challenged", "hold_released"],
        ["hold_challenged", "hold_released"],
        ["hold_ranked", "hold_decides"],
    ]


def test_a_release_passes_on_at_once(house):
    acts, holds = a_ladder(house, 2)
    running = challenge(acts[1], holds[1])
    release_hold(acting_user=acts[0].leader, hold=holds[0], at=LATER + HOUR)
    running.refresh_from_db()
    assert (running.state, running.until) == (ChallengeState.DECIDING, LATER + 49 * HOUR)
    assert answers() == ["released"]


def test_who_confirms_wins_and_the_challenger_has_lost(house):
    acts, holds = a_ladder(house, 3, **SET)
    running = challenge(acts[2], holds[2])
    confirm_hold(acting_user=house.manager, hold=holds[0], at=SILENCE - HOUR)
    running.refresh_from_db()
    assert (running.state, answers()) == (ChallengeState.LOST, ["confirmed"])
    assert told(acts[2].leader) == ["hold_released"]


def test_the_challenge_is_lost_though_the_challenger_is_kept(house):
    acts, holds = a_ladder(house, 2, **SET)
    running = challenge(acts[1], holds[1])
    confirm_hold(acting_user=house.manager, hold=holds[0], others=OtherHolds.KEEP, at=LATER)
    running.refresh_from_db()
    assert (running.state, ranks(house, *holds)) == (ChallengeState.LOST, [None, 1])


def test_nobody_confirms_after_the_deadline_though_the_clock_is_late(house):
    acts, holds = a_ladder(house, 2, **SET)
    challenge(acts[1], holds[1])
    with pytest.raises(WrongState):
        confirm_hold(acting_user=acts[0].leader, hold=holds[0], at=SILENCE)


def test_the_challenger_confirms_in_its_window(house):
    acts, holds = a_ladder(house, 2, **SET)
    running = challenge(acts[1], holds[1])
    pass_on_challenge(challenge=running, at=SILENCE)
    for user in (acts[1].leader, house.manager):
        confirm_hold(acting_user=user, hold=holds[1], at=SILENCE + HOUR)
    running.refresh_from_db()
    assert running.state == ChallengeState.WON


def test_a_challenger_who_does_not_confirm_falls_to_the_end(house):
    acts, holds = a_ladder(house, 2)
    running = challenge(acts[1], holds[1])
    pass_on_challenge(challenge=running, at=SILENCE)
    below = a_hold(house, an_act(), at=SILENCE)
    running = pass_on_challenge(challenge=running, at=SILENCE + 48 * HOUR)
    assert running.state == ChallengeState.FAILED
    assert ranks(house, holds[1], below) == [2, 1]
    assert is_whole(house)


def test_a_challenge_that_is_withdrawn_leaves_all_where_they_are(house):
    acts, holds = a_ladder(house, 2)
    running = withdraw_challenge(acting_user=acts[1].leader, challenge=challenge(acts[1], holds[1]), at=LATER)
    assert (running.state, ranks(house, *holds)) == (ChallengeState.WITHDRAWN, [1, 2])
    assert told(acts[0].leader) == ["hold_challenged", "hold_challenge_over"]
    with pytest.raises(WrongState):
        withdraw_challenge(acting_user=acts[1].leader, challenge=running, at=LATER)


def test_a_hold_challenges_three_times_at_most(house):
    acts, holds = a_ladder(house, 2)
    for _nth in range(MOST_CHALLENGES):
        withdraw_challenge(acting_user=acts[1].leader, challenge=challenge(acts[1], holds[1]), at=LATER)
    before = told(acts[0].leader)
    with pytest.raises(WrongState, match="3 times"):
        challenge(acts[1], holds[1])
    assert told(acts[0].leader) == before
    challenge_hold(acting_user=house.manager, hold=holds[1], at=LATER)


def test_the_first_challenges_nobody_and_strangers_nothing(house):
    acts, holds = a_ladder(house, 2)
    with pytest.raises(WrongState):
        challenge(acts[0], holds[0])
    with pytest.raises(PermissionDenied):
        challenge(acts[0], holds[1])
    assert not Challenge.objects.exists()


def test_one_challenge_at_a_time_runs_on_a_ladder(house):
    acts, holds = a_ladder(house, 3)
    challenge(acts[2], holds[2])
    with pytest.raises(WrongState):
        challenge(acts[1], holds[1])
    with pytest.raises(WrongState):
        rank_hold(acting_user=house.manager, hold=holds[1], rank=1, at=LATER)


def test_who_is_asked_does_not_run_out_before_the_deadline(house):
    acts, holds = a_ladder(house, 2)
    late = PLACED + 6.5 * DAY
    challenge(acts[1], holds[1], at=late)
    assert expire_hold(hold=holds[1], at=PLACED + 8 * DAY).state == HoldState.STANDING
    assert expire_hold(hold=holds[0], at=PLACED + 20 * DAY).state == HoldState.STANDING


def test_a_challenger_that_leaves_ends_its_challenge(house):
    acts, holds = a_ladder(house, 2)
    running = challenge(acts[1], holds[1])
    release_hold(acting_user=house.manager, hold=holds[1], message="No.", at=LATER)
    running.refresh_from_db()
    assert running.state == ChallengeState.WITHDRAWN
    assert told(acts[0].leader) == ["hold_challenged", "hold_challenge_over"]


@pytest.mark.parametrize(
    ("asked", "until"),
    [
        (dt.datetime(2028, 2, 4, 14, tzinfo=dt.UTC), dt.datetime(2028, 2, 7, 14, tzinfo=dt.UTC)),
        (dt.datetime(2028, 2, 5, 10, tzinfo=dt.UTC), dt.datetime(2028, 2, 7, 23, tzinfo=dt.UTC)),
    ],
)
def test_a_business_day_of_the_venue_pauses_at_weekends(house, asked, until):
    house_rules(house, challenge_window=ChallengeWindow.BUSINESS_DAY)
    acts, holds = a_ladder(house, 2)
    assert challenge(acts[1], holds[1], at=asked).until == until


def test_nobody_waits_for_a_suspended_holder(house):
    acts, holds = a_ladder(house, 3)
    type(acts[0].party).objects.filter(pk=acts[0].party.pk).update(approval=Approval.SUSPENDED)
    running = challenge(acts[2], holds[2])
    assert running.asked == holds[1]
    running = pass_on_challenge(challenge=running, at=SILENCE)
    assert (running.state, running.asked) == (ChallengeState.DECIDING, holds[2])
    for user in (acts[2].leader, house.manager):
        confirm_hold(acting_user=user, hold=holds[2], at=SILENCE, **SET)
    assert [hold.state for hold in Hold.objects.order_by("created_at", "id")].count("confirmed") == 1
