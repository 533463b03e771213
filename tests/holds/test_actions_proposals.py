"""Whoever holds a night at another's venue proposes it: nothing is promised before the venue agrees."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.errors import NotApproved
from accounts.states import Approval, PartyKind, Role
from availability.errors import Taken
from availability.models import TimeBlock
from bookings.models import Booking, Show
from bookings.states import BookingState, ShowState
from engagements.errors import ChangedMeanwhile, WrongState
from holds.actions import change_hold, decline_proposal, place_hold, place_offer, withdraw_proposal
from holds.models import Proposal
from holds.states import HoldState, ProposalState
from notifications.kinds.registry import render_all
from notifications.models import Notification
from tests.bookings.scenes import HOUR, an_act
from tests.factories import MembershipFactory, PartyFactory
from tests.holds.proposing import ANSWER_BY, FEE, LATER, agree, decline, propose, state_of
from tests.holds.scenes import DAY, NIGHT, PLACED, SET, a_hold, a_ladder, house_rules, known, ranks, told
from venues.actions import close_stage, reopen_stage
from venues.errors import StageClosed
from venues.states import OtherHolds

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


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


def test_a_backup_is_not_proposed_for_a_night_that_is_taken(house):
    acts, holds = a_ladder(house, 2, **SET)
    agree(house, holds[0], others=OtherHolds.KEEP)
    with pytest.raises(Taken):
        propose(acts[1], holds[1])


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
    assert "is ready to play. Answer by" in render_all([notice], house.manager)[0].text


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
    with pytest.raises(WrongState, match="The other side proposed these terms"):
        agree(house, hold, starts_at=SET["starts_at"] - HOUR, ends_at=SET["ends_at"])
    assert (state_of(hold), Show.objects.exists()) == (ProposalState.WAITING, False)
    assert agree(house, hold, **SET).state == HoldState.CONFIRMED
