"""Proposals that are declined, lapse, or end with what they were about."""

import pytest

from availability.models import TimeBlock
from bookings.actions import cancel_show
from bookings.models import Show
from engagements.errors import WrongState
from holds.actions import expire_hold, release_hold, remind_of_proposal
from holds.models import Hold, Proposal
from holds.states import HoldState, ProposalState
from notifications.kinds.registry import render_all
from notifications.models import Notification
from tests.bookings.scenes import HOUR, a_house, an_act, an_open_show
from tests.holds.proposing import ANSWER_BY, LATER, agree, decline, lapse, propose, state_of
from tests.holds.scenes import DAY, SET, a_hold, ranks, told, two_rooms
from venues.states import OtherHolds

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def test_after_a_decline_nothing_is_public_and_the_hold_stands_on(house, act):
    hold = a_hold(house, act, **SET)
    expires_at = hold.expires_at
    propose(act, hold)
    found = decline(house, hold, at=LATER + 2 * HOUR, message="Not that week.")
    assert (found.state, found.expires_at - expires_at) == (HoldState.STANDING, 2 * HOUR)
    assert state_of(hold) == ProposalState.DECLINED
    assert not Show.objects.exists()
    assert not TimeBlock.objects.claims().exists()
    assert told(act.leader) == ["hold_declined"]
    assert found.history.last().text == "Not that week."
    with pytest.raises(WrongState):
        decline(house, hold, at=LATER + 3 * HOUR)


def test_a_proposal_that_nobody_answers_lapses_at_its_deadline(house, act):
    hold = a_hold(house, act, **SET)
    propose(act, hold)
    assert lapse(hold, ANSWER_BY - HOUR).state == ProposalState.WAITING
    with pytest.raises(WrongState):
        decline(house, hold, at=ANSWER_BY)
    assert lapse(hold).state == lapse(hold).state == ProposalState.LAPSED
    assert (told(act.leader), told(house.manager)[-1]) == (["hold_lapsed"], "hold_lapsed")
    assert ranks(house, hold) == [1]


def test_the_venue_answers_before_doors_and_is_reminded_once(house, act):
    hold = a_hold(house, act, **SET)
    Hold.objects.filter(pk=hold.pk).update(expires_at=SET["starts_at"])
    late = SET["starts_at"] - 2 * DAY
    propose(act, hold, at=late)
    proposal = Proposal.objects.get()
    assert proposal.answer_by == SET["starts_at"]
    for at in (late + DAY, late + DAY, late + 1.5 * DAY):
        remind_of_proposal(proposal=proposal, at=at)
    assert told(house.manager).count("hold_proposal_waits") == 1


def test_a_hold_does_not_run_out_while_the_venue_has_to_answer(house, act):
    hold = a_hold(house, act, **SET)
    late = hold.expires_at - HOUR
    propose(act, hold, at=late)
    assert expire_hold(hold=hold, at=late + 3 * HOUR).state == HoldState.STANDING
    found = decline(house, hold, at=late + 60 * HOUR)
    assert found.expires_at == late + 72 * HOUR, "an hour was left, and everybody gets twelve"
    assert expire_hold(hold=hold, at=found.expires_at).state == HoldState.EXPIRED


def test_agreeing_to_one_room_ends_the_proposals_of_others(house):
    other, hall = two_rooms(house)
    acts = [an_act(members=1) for _ in range(2)]
    holds = [a_hold(house, acts[0], **SET), a_hold(house, acts[1], stage=other, **SET)]
    for act, hold in zip(acts, holds, strict=True):
        propose(act, hold)
    whole = an_act(members=1)
    both = a_hold(house, whole, stage=hall, at=LATER, **SET)
    agree(house, both, others=OtherHolds.KEEP)
    assert [state_of(hold) for hold in holds] == [ProposalState.SUPERSEDED] * 2
    assert [told(act.leader) for act in acts] == [["hold_superseded"]] * 2
    assert ranks(house, *holds, stage=hall) == [1, 1]


def test_the_venues_own_show_ends_a_proposal(house, act):
    hold = a_hold(house, act, **SET)
    propose(act, hold)
    show = an_open_show(house, release_holds=[hold.pk])
    assert (state_of(hold), told(act.leader)) == (ProposalState.SUPERSEDED, ["hold_superseded"])
    cancel_show(acting_user=house.manager, show=show)
    with pytest.raises(WrongState):
        agree(house, hold)


@pytest.mark.parametrize(("by", "state"), [("act", ProposalState.WITHDRAWN), ("house", ProposalState.DECLINED)])
def test_a_hold_that_is_released_takes_its_proposal_along(house, act, by, state):
    hold = a_hold(house, act, **SET)
    propose(act, hold)
    release_hold(acting_user=act.leader if by == "act" else house.manager, hold=hold, at=LATER)
    assert state_of(hold) == state


def test_an_act_booked_elsewhere_has_no_proposal_left(act, house):
    elsewhere = a_house()
    hold, other = a_hold(house, act, **SET), a_hold(elsewhere, act, **SET)
    propose(act, hold)
    propose(act, other)
    agree(elsewhere, other)
    assert (state_of(hold), state_of(other)) == (ProposalState.SUPERSEDED, ProposalState.AGREED)
    assert told(house.manager)[-1] == "hold_released"


def test_each_answer_quotes_its_own_words(house, act):
    hold = a_hold(house, act, **SET)
    for words in ("Not that week.", ""):
        propose(act, hold)
        decline(house, hold, message=words)
    notices = Notification.objects.filter(user=act.leader, kind="holds.hold_declined")
    text = render_all(list(notices), act.leader)[-1].text
    assert "Not that week." not in text
    assert "challenge" not in text
    release_hold(acting_user=act.leader, hold=hold, at=LATER)
    assert "until ." not in render_all(list(notices), act.leader)[-1].text
