"""What is open with a suspended party stands and may be called off, but goes no further."""

import datetime as dt
from dataclasses import replace

import pytest

from accounts.actions import approve_party, create_feed, suspend_party
from accounts.errors import NotApproved
from availability.feeds import find_feed
from bookings.actions import accept_booking, answer_move, cancel_booking, counter_booking, decline_booking, propose_move
from bookings.actions.offers import terms_of
from bookings.models import Booking, Move
from bookings.states import BookingState, MoveState
from departures.actions import leave_team
from holds.actions import confirm_hold, place_hold, release_hold
from holds.actions.proposals import propose_hold
from holds.states import HoldState
from notifications.kinds.registry import render
from notifications.models import Notification
from tests.bookings.scenes import a_confirmed_booking, an_application, an_open_show
from tests.departures.test_closing import told
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory
from tests.holds.scenes import DAY, NIGHT, PLACED, SET, a_hold

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


@pytest.mark.parametrize("which", ["act", "house"])
def test_offers_go_no_further_but_may_be_declined(house, act, staff, which):
    waiting = an_application(act, an_open_show(house))
    suspend_party(acting_user=staff, party={"act": act, "house": house}[which].party)
    with pytest.raises(NotApproved):
        accept_booking(acting_user=house.manager, booking=waiting)
    if which == "house":
        terms = replace(terms_of(waiting), fee_minor=12300, fee_currency="EUR")
        with pytest.raises(NotApproved):
            counter_booking(acting_user=house.manager, booking=waiting, terms=terms)
    decline_booking(acting_user=house.manager, booking=waiting)
    assert Booking.objects.get().state == BookingState.DECLINED
    other = {"act": house.manager, "house": act.leader}[which]
    assert told(other, "departures.suspended") == 1


@pytest.mark.parametrize("which", ["act", "house"])
def test_moves_happen_neither_by_nor_for_a_suspended_party(house, act, staff, which):
    booked = a_confirmed_booking(house, act)
    times = {"starts_at": FAR_SATURDAY + dt.timedelta(hours=1), "ends_at": FAR_SATURDAY + dt.timedelta(hours=4)}
    show = booked.spot.show
    proposer, answerer = (act, house) if which == "act" else (house, act)
    leaders = {"act": act.leader, "house": house.manager}
    asked = "house" if which == "act" else "act"
    move = propose_move(acting_user=leaders[which], show=show, party=proposer.party, **times)
    suspend_party(acting_user=staff, party=proposer.party)
    answering = {"acting_user": leaders[asked], "move": move, "booking": booked if asked == "act" else None}
    with pytest.raises(NotApproved):
        answer_move(**answering, agrees=True)
    with pytest.raises(NotApproved):
        propose_move(acting_user=leaders[which], show=show, party=proposer.party, **times)
    answer_move(**answering, agrees=False)
    assert Move.objects.get().state == MoveState.DECLINED
    approve_party(acting_user=staff, party=proposer.party)
    move = propose_move(acting_user=leaders[asked], show=show, party=answerer.party, **times)
    suspend_party(acting_user=staff, party=proposer.party)
    answering = {"acting_user": leaders[which], "move": move, "booking": booked if which == "act" else None}
    with pytest.raises(NotApproved):
        answer_move(**answering, agrees=True)
    cancel_booking(acting_user=leaders[which], booking=booked)
    assert told(leaders[asked], "departures.suspended") == 2


def test_holds_and_proposals_wait_and_may_be_let_go(house, act, staff):
    proposed = a_hold(house, act)
    propose_hold(acting_user=act.leader, hold=proposed, at=PLACED, despite_conflicts=True, **SET)
    further = a_hold(house, act, night=NIGHT + DAY)
    suspend_party(acting_user=staff, party=act.party)
    with pytest.raises(NotApproved):
        confirm_hold(acting_user=house.manager, hold=proposed, at=PLACED + DAY)
    with pytest.raises(NotApproved):
        place_hold(acting_user=act.leader, holder=act.party, stage=house.stage, night=NIGHT + 2 * DAY, at=PLACED)
    release_hold(acting_user=act.leader, hold=further, at=PLACED)
    release_hold(acting_user=house.manager, hold=proposed, at=PLACED + DAY)
    for hold in (proposed, further):
        hold.refresh_from_db()
        assert hold.state == HoldState.RELEASED
    assert told(house.manager, "departures.suspended") == 1


def test_when_it_is_lifted_whoever_was_told_of_it_is_told_once(house, act, staff):
    a_confirmed_booking(house, act)
    gone = MembershipFactory(party=house.party, role="manager").user
    for times in (1, 2):
        suspend_party(acting_user=staff, party=act.party)
        newcomer = MembershipFactory(party=house.party, role="manager").user
        if times == 1:
            leave_team(acting_user=house.manager, party=house.party, leaver=gone)
        for _twice in range(2):
            approve_party(acting_user=staff, party=act.party)
        assert told(house.manager, "departures.lifted") == times
        assert told(act.leader, "accounts.approved") == times
        assert (told(newcomer, "departures.lifted"), told(gone, "departures.lifted")) == (0, 0)
    news = Notification.objects.filter(user=house.manager, kind="departures.lifted").last()
    assert act.party.name in render(news, house.manager).subject
    assert "confirmed bookings stand" in render(news, house.manager).text
    [_first, own] = Notification.objects.filter(user=act.leader, kind="accounts.approved")
    assert "no longer suspended" in render(own, act.leader).subject
    suspend_party(acting_user=staff, party=act.party)
    assert render(news, house.manager) is None


def test_its_team_reads_on_what_it_has_to_play(act, staff):
    _feed, token = create_feed(acting_user=act.members[0], kind="party", party=act.party)
    suspend_party(acting_user=staff, party=act.party)
    assert find_feed(token, with_time=False)
