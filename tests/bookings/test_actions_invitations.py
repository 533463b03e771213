import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.errors import NotApproved
from accounts.models import Party
from accounts.states import Approval
from availability.errors import Taken
from bookings.actions import (
    SpotDraft,
    accept_booking,
    create_spot_invite,
    invite_act,
    revoke_spot_invite,
    set_lineup,
    use_spot_invite,
)
from bookings.models import Booking, SpotInvite
from bookings.queries import find_spot_invite
from bookings.states import BookingState, Event, InitiatedBy
from engagements.errors import WrongState
from engagements.states import Side
from notifications.models import Notification
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def spot(house):
    return an_open_show(house, spots=[SpotDraft(fee_minor=35000, fee_currency="EUR")]).spots.get()


def invite(house, spot, act, **values):
    return invite_act(acting_user=house.manager, spot=spot, act=act.party, **values)


def link(house, spot, **values):
    return create_spot_invite(acting_user=house.manager, spot=spot, **values)


def test_invite_waits_for_the_act_with_the_fee_of_the_spot(house, spot, act):
    booking = invite(house, spot, act, message="Come and play.")
    assert (booking.state, booking.turn, booking.initiated_by) == ("pending", Side.ACT, InitiatedBy.INVITATION)
    assert (booking.fee_minor, booking.offers.get().side, booking.message) == (35000, Side.HOST, "Come and play.")
    assert Notification.objects.filter(user=act.leader, kind="bookings.invited").count() == 1
    assert booking.history.get().event == Event.INVITED


def test_an_invited_act_accepts_with_all_its_members(house, spot, act):
    booked = accept_booking(acting_user=act.leader, booking=invite(house, spot, act), offer=1)
    assert booked.state == BookingState.CONFIRMED
    assert {entry.user for entry in booked.lineup.all()} == set(act.members)


def test_an_invited_act_accepts_with_whom_it_has_chosen(house, spot, act):
    booking = invite(house, spot, act)
    set_lineup(acting_user=act.leader, booking=booking, lineup=[act.members[0].pk])
    booked = accept_booking(acting_user=act.leader, booking=booking)
    assert [entry.user for entry in booked.lineup.all()] == [act.members[0]]


def test_invite_with_another_fee_until_a_day(house, spot, act):
    until = spot.call_at - dt.timedelta(days=3)
    booking = invite(house, spot, act, fee_minor=50000, fee_currency="EUR", answer_by=until)
    assert (booking.fee_minor, booking.answer_by) == (50000, until)


def test_invite_is_for_the_leaders_of_the_host(spot, act, house):
    for user in (act.leader, UserFactory(), UserFactory(is_staff=True)):
        with pytest.raises(PermissionDenied):
            invite_act(acting_user=user, spot=spot, act=act.party)


def test_invite_whom_staff_have_suspended_is_refused(house, spot, act):
    Party.objects.filter(pk=act.party.pk).update(approval=Approval.SUSPENDED)
    act.party.refresh_from_db()
    with pytest.raises((NotApproved, PermissionDenied)):
        invite(house, spot, act)


def test_invite_who_is_promised_elsewhere_is_refused(house, spot, act):
    a_confirmed_booking(a_house(), act)
    with pytest.raises(Taken) as refused:
        invite(house, spot, act)
    assert [row["who"] for row in refused.value.extra["conflicts"]] == [act.party.slug]


def test_invite_a_venue_is_refused_at_the_act(house, spot):
    with pytest.raises(ValidationError) as refused:
        invite_act(acting_user=house.manager, spot=spot, act=a_house().party)
    assert set(refused.value.message_dict) == {"act"}


def test_invite_who_has_applied_is_refused(house, spot, act):
    an_application(act, spot.show)
    with pytest.raises(WrongState):
        invite(house, spot, act)


def test_invite_to_a_spot_that_is_taken_is_refused(house, spot, act):
    accept_booking(acting_user=house.manager, booking=an_application(an_act(), spot.show))
    with pytest.raises(WrongState):
        invite(house, spot, act)


def test_a_link_keeps_only_the_hash_of_its_token(house, spot):
    made, token = link(house, spot)
    assert token not in SpotInvite.objects.values_list("token_hash", flat=True)
    assert find_spot_invite(token) == made
    assert find_spot_invite(token + "x") is None


def test_a_link_without_a_name_leads_to_an_application(house, spot, act):
    made, _token = link(house, spot, fee_minor=99000, fee_currency="EUR")
    booking = use_spot_invite(acting_user=act.leader, invite=made, act=act.party, message="Here we are.")
    assert (booking.initiated_by, booking.turn, booking.fee_minor) == (InitiatedBy.APPLICATION, Side.HOST, 99000)
    made.refresh_from_db()
    assert (made.booking, made.used_at is not None) == (booking, True)


def test_a_link_with_a_name_leads_to_an_invitation(house, spot, act):
    made, _token = link(house, spot, act=act.party, message="For you alone.")
    booking = use_spot_invite(acting_user=act.leader, invite=made, act=act.party)
    assert (booking.initiated_by, booking.turn, booking.message) == ("invitation", Side.ACT, "For you alone.")
    assert accept_booking(acting_user=act.leader, booking=booking).state == BookingState.CONFIRMED


def test_a_link_with_a_name_is_that_acts_alone(house, spot, act):
    made, _token = link(house, spot, act=act.party)
    other = an_act()
    with pytest.raises(PermissionDenied):
        use_spot_invite(acting_user=other.leader, invite=made, act=other.party)
    assert not Booking.objects.exists()


def test_a_link_works_once(house, spot, act):
    made, _token = link(house, spot)
    use_spot_invite(acting_user=act.leader, invite=made, act=act.party)
    other = an_act()
    with pytest.raises(WrongState) as refused:
        use_spot_invite(acting_user=other.leader, invite=made, act=other.party)
    assert "has been used" in str(refused.value.detail)


def test_a_link_that_expires_while_its_page_is_open_is_refused(house, spot, act):
    made, _token = link(house, spot, expires_in_days=1)
    with pytest.raises(WrongState) as refused:
        use_spot_invite(acting_user=act.leader, invite=made, act=act.party, at=made.expires_at)
    assert "expired" in str(refused.value.detail)


def test_a_link_that_was_taken_back_is_refused(house, spot, act):
    made, _token = link(house, spot)
    revoke_spot_invite(acting_user=house.manager, invite=made)
    revoke_spot_invite(acting_user=house.manager, invite=made)
    with pytest.raises(WrongState) as refused:
        use_spot_invite(acting_user=act.leader, invite=made, act=act.party)
    assert "revoked" in str(refused.value.detail)


def test_a_link_ends_at_the_call_at_the_latest(house, act):
    soon = an_open_show(house, starts_at=FAR_SATURDAY).spots.get()
    made, _token = link(house, soon, expires_in_days=90, at=soon.call_at - HOUR)
    assert made.expires_at == soon.call_at


@pytest.mark.parametrize("days", [0, 91, -1])
def test_a_link_lasts_between_one_and_ninety_days(house, spot, days):
    with pytest.raises(ValidationError) as refused:
        link(house, spot, expires_in_days=days)
    assert set(refused.value.message_dict) == {"expires_in_days"}


def test_a_link_is_made_and_taken_back_by_the_leaders_of_the_host(house, spot, act):
    with pytest.raises(PermissionDenied):
        create_spot_invite(acting_user=act.leader, spot=spot)
    with pytest.raises(PermissionDenied):
        revoke_spot_invite(acting_user=act.leader, invite=link(house, spot)[0])


def test_a_link_does_not_fill_a_spot_that_is_filled_meanwhile(house, spot, act):
    made, _token = link(house, spot, act=act.party)
    accept_booking(acting_user=house.manager, booking=an_application(an_act(), spot.show))
    with pytest.raises(WrongState):
        use_spot_invite(acting_user=act.leader, invite=made, act=act.party)


def test_a_link_is_for_leaders_and_for_acts_that_are_approved(house, spot, act):
    made, _token = link(house, spot)
    draft = an_act(approval=Approval.DRAFT)
    with pytest.raises(PermissionDenied):
        use_spot_invite(acting_user=act.members[0], invite=made, act=act.party)
    with pytest.raises(NotApproved):
        use_spot_invite(acting_user=draft.leader, invite=made, act=draft.party)
