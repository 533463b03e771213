"""Whoever holds a night at another's venue proposes it: nothing is promised before the venue agrees."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.errors import NotApproved
from accounts.states import Approval, PartyKind, Role
from availability.errors import Taken
from availability.models import TimeBlock
from bookings.actions import cancel_show
from bookings.models import Booking, Show
from bookings.states import BookingState, ShowState
from engagements.errors import ChangedMeanwhile, WrongState
from holds.actions import (
    challenge_hold,
    change_hold,
    confirm_hold,
    decline_proposal,
    expire_hold,
    lapse_proposal,
    pass_on_challenge,
    place_hold,
    place_offer,
    rank_hold,
    release_hold,
    remind_of_proposal,
    withdraw_challenge,
    withdraw_proposal,
)
from holds.models import Challenge, Hold, Proposal
from holds.states import ChallengeState, HoldEnd, HoldState, ProposalState
from notifications.kinds.registry import render_all
from notifications.models import Notification
from tests.bookings.scenes import HOUR, a_house, an_act, an_open_show
from tests.factories import MembershipFactory, PartyFactory
from tests.holds.scenes import (
    DAY,
    NIGHT,
    PLACED,
    SET,
    a_hold,
    a_ladder,
    house_rules,
    is_whole,
    known,
    ranks,
    told,
    two_rooms,
)
from venues.actions import close_stage, reopen_stage
from venues.errors import StageClosed
from venues.states import OtherHolds

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
LATER = PLACED + DAY
ANSWER_BY = LATER + 72 * HOUR
SILENCE = LATER + 48 * HOUR
FEE = {"fee_minor": 99_999_900, "fee_currency": "EUR"}


def propose(act, hold, at=LATER, **values):
    return confirm_hold(acting_user=act.leader, hold=hold, at=at, **values)


def agree(house, hold, at=LATER, **values):
    return confirm_hold(acting_user=house.manager, hold=hold, at=at, **values)


def decline(house, hold, at=LATER, **values):
    return decline_proposal(acting_user=house.manager, hold=hold, at=at, **values)


def lapse(hold, at=ANSWER_BY):
    return lapse_proposal(proposal=Proposal.objects.filter(hold=hold).last(), at=at)


def state_of(hold):
    return Proposal.objects.filter(hold=hold).last().state


def test_a_holder_from_outside_proposes_and_nothing_else_happens(house, act):
    known(house, act.party)
    offer = place_offer(
        acting_user=act.leader,
        holder=act.party,
        stage=house.stage,
        nights=[NIGHT, NIGHT + DAY],
        at=PLACED,
        **SET,
        **FEE,
    )
    first, other = offer.holds.order_by("night")
    below = a_hold(house, an_act(members=1))
    found = propose(act, first)
    assert (found.state, found.show, found.booking) == (HoldState.STANDING, None, None)
    assert not Show.objects.exists()
    assert not Booking.objects.exists()
    assert not TimeBlock.objects.claims().exists()
    assert ranks(house, first, below) == [1, 2]
    assert ranks(house, other, night=NIGHT + DAY) == [1]
    proposal = Proposal.objects.get()
    assert (proposal.hold, proposal.state, proposal.answer_by) == (first, ProposalState.WAITING, ANSWER_BY)
    assert told(house.manager)[-1] == "hold_proposed"
    assert told(act.leader) == []


def test_the_venue_agrees_in_one_step(house, act, commit_checks):
    hold, below = a_hold(house, act, **SET, **FEE), a_hold(house, an_act(members=1))
    propose(act, hold)
    found = agree(house, hold)
    commit_checks()
    booking = Booking.objects.get()
    assert (found.state, found.show.state, found.show.owner) == (HoldState.CONFIRMED, ShowState.CONFIRMED, house.party)
    assert (booking.state, booking.fee_minor, found.booking) == (BookingState.CONFIRMED, 99_999_900, booking)
    assert (state_of(hold), ranks(house, hold, below)) == (ProposalState.AGREED, [None, None])
    assert told(act.leader) == ["confirmed"]


def test_a_fee_of_a_hold_stands_on_its_booking_and_on_no_spot(house, act):
    """Neither where the booking waits for the act, and its spot is open to everybody."""
    hold = a_hold(house, act, **SET, **FEE)
    change_hold(acting_user=house.manager, hold=hold, fee_minor=12_345, fee_currency="EUR", at=PLACED)
    show = agree(house, hold).show
    [spot] = show.spots.all()
    assert (show.state, spot.fee_minor, spot.fee_currency) == (ShowState.OPEN, None, None)
    assert Booking.objects.get().fee_minor == 12_345


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


def test_only_whose_turn_it_is_proposes_and_only_once_at_a_time(house, act):
    [above, below], holds = a_ladder(house, 2, **SET)
    with pytest.raises(WrongState):
        propose(below, holds[1])
    propose(above, holds[0])
    with pytest.raises(WrongState):
        propose(above, holds[0])
    with pytest.raises(PermissionDenied):
        propose(act, holds[0])
    assert Proposal.objects.count() == 1


def test_only_the_venue_declines_and_only_its_holder_withdraws(house, act):
    hold = a_hold(house, act, **SET)
    propose(act, hold)
    for user in (act.leader, act.members[0], an_act().leader):
        with pytest.raises(PermissionDenied):
            decline_proposal(acting_user=user, hold=hold, at=LATER)
    for user in (house.manager, an_act().leader):
        with pytest.raises(PermissionDenied):
            withdraw_proposal(acting_user=user, hold=hold, at=LATER)
    withdraw_proposal(acting_user=act.leader, hold=hold, at=LATER)
    assert (state_of(hold), told(house.manager)[-1]) == (ProposalState.WITHDRAWN, "hold_withdrawn")


def test_who_leads_both_sides_acts_as_the_venue(house, act):
    MembershipFactory(user=act.leader, party=house.party, role=Role.MANAGER)
    assert propose(act, a_hold(house, act, **SET)).state == HoldState.CONFIRMED
    assert not Proposal.objects.exists()


def test_the_act_of_the_venues_own_hold_proposes_too(house, act):
    hold = place_hold(
        acting_user=house.manager, holder=house.party, act=act.party, stage=house.stage, night=NIGHT, at=PLACED, **SET
    )
    assert propose(act, hold).state == HoldState.STANDING
    assert agree(house, hold).booking.state == BookingState.CONFIRMED


def test_terms_stand_still_while_they_are_proposed(house, act):
    hold = a_hold(house, act, note="Soon.", **SET, **FEE)
    propose(act, hold)
    for user in (act.leader, house.manager):
        with pytest.raises(WrongState):
            change_hold(acting_user=user, hold=hold, fee_minor=1, fee_currency="EUR", at=LATER)
    assert change_hold(acting_user=act.leader, hold=hold, note="Very soon.", at=LATER).note == "Very soon."
    read = hold.terms_mark
    withdraw_proposal(acting_user=act.leader, hold=hold, at=LATER)
    change_hold(acting_user=act.leader, hold=hold, fee_minor=1, fee_currency="EUR", at=LATER)
    propose(act, hold)
    for answer in (agree, decline):
        with pytest.raises(ChangedMeanwhile):
            answer(house, hold, read=read)


def test_times_are_said_with_a_proposal_where_the_hold_has_none(house, act):
    hold = a_hold(house, act)
    with pytest.raises(ValidationError) as refused:
        propose(act, hold)
    assert "starts_at" in refused.value.message_dict
    assert propose(act, hold, **SET).starts_at == SET["starts_at"]


def test_one_hold_is_not_proposed_for_ever(house, act):
    hold = a_hold(house, act, **SET)
    for _time in range(3):
        propose(act, hold)
        decline(house, hold)
    with pytest.raises(WrongState):
        propose(act, hold)


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


def test_a_backup_is_not_proposed_for_a_night_that_is_taken(house):
    acts, holds = a_ladder(house, 2, **SET)
    agree(house, holds[0], others=OtherHolds.KEEP)
    with pytest.raises(Taken):
        propose(acts[1], holds[1])


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


# Challenges


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
        assert "You were challenged, and have passed by that." in render_all([notice], acts[0].leader)[0].text
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
    assert asked.subject.startswith("You are next: propose ")
    assert "Propose the night to the venue by" in asked.text
    assert "Confirm" not in asked.subject + asked.text + asked.action
    assert "Your challenge of those above is over by that." in answered.text
    assert "You were challenged" not in answered.text


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


def test_a_hold_whose_set_has_begun_is_not_proposed(house, act):
    hold = a_hold(house, act, at=SET["starts_at"] - HOUR, **SET)
    with pytest.raises(ValidationError) as refused:
        propose(act, hold, at=SET["starts_at"])
    assert "starts_at" in refused.value.message_dict
    assert not Proposal.objects.exists()


def test_who_is_suspended_proposes_nothing(house, act):
    house_rules(house, may_hold=["band", "agency", "person"])
    person = PartyFactory(kind=PartyKind.PERSON)
    MembershipFactory(user=act.leader, party=person, role=Role.OWNER)
    known(house, person)
    hold = place_hold(acting_user=act.leader, holder=person, stage=house.stage, night=NIGHT, at=PLACED, **SET)
    type(person).objects.filter(pk=person.pk).update(approval=Approval.SUSPENDED)
    with pytest.raises(NotApproved):
        propose(act, hold)


def test_the_venue_of_its_own_hold_reads_that_it_is_asked(house, act):
    hold = place_hold(
        acting_user=house.manager, holder=house.party, act=act.party, stage=house.stage, night=NIGHT, at=PLACED, **SET
    )
    propose(act, hold)
    [notice] = Notification.objects.filter(user=house.manager, kind="holds.hold_proposed")
    assert "waits for your answer" in render_all([notice], house.manager)[0].text


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


def test_a_night_that_the_venue_has_closed_is_not_proposed(house, act):
    hold = a_hold(house, act, **SET)
    closure = close_stage(acting_user=house.manager, stage=house.stage, first=NIGHT, last=NIGHT)
    with pytest.raises(StageClosed):
        propose(act, hold)
    assert not Proposal.objects.exists()
    reopen_stage(acting_user=house.manager, stage=house.stage, closure_id=closure.id)
    propose(act, hold)
    assert state_of(hold) == ProposalState.WAITING


def test_the_venue_agrees_to_what_was_proposed_and_to_nothing_else(house, act):
    hold = a_hold(house, act, **SET)
    propose(act, hold)
    with pytest.raises(WrongState, match="proposed to you"):
        agree(house, hold, starts_at=SET["starts_at"] - HOUR, ends_at=SET["ends_at"])
    assert (state_of(hold), Show.objects.exists()) == (ProposalState.WAITING, False)
    assert agree(house, hold, **SET).state == HoldState.CONFIRMED
