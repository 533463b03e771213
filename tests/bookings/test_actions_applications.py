import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.errors import NotApproved
from accounts.models import Membership, Party, SiteSettings
from accounts.queries import person_party
from accounts.states import Approval, Role
from availability.errors import Taken
from availability.models import TimeBlock
from bookings.actions import (
    SpotDraft,
    accept_booking,
    apply_to_spot,
    cancel_booking,
    decline_booking,
    request_act,
    withdraw_booking,
)
from bookings.actions.needs import EventNeeds
from bookings.models import Booking
from bookings.states import BookingState, InitiatedBy, LineupState, ShowState
from engagements.errors import WrongState
from engagements.states import Side
from notifications.models import Notification
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(house):
    return an_open_show(house, spots=[SpotDraft(fee_minor=35000, fee_currency="EUR")])


@pytest.fixture
def client_user(db):
    return UserFactory(name="Ada Client")


def ask(user, act, **values):
    values = {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + 2 * HOUR, "place": "Boathouse"} | values
    return request_act(acting_user=user, act=act.party, **values)


def lineup_of(booking):
    return {entry.user_id: entry.state for entry in booking.lineup.all()}


def test_apply_waits_for_the_host_with_the_fee_of_the_spot(show, act):
    booking = an_application(act, show, message="We would love to.")
    assert (booking.state, booking.turn, booking.initiated_by) == ("pending", Side.HOST, InitiatedBy.APPLICATION)
    assert (booking.fee_minor, booking.fee_currency_id, booking.message) == (35000, "EUR", "We would love to.")


def test_apply_claims_nothing(show, act):
    an_application(act, show)
    assert list(TimeBlock.objects.values_list("occasion", flat=True)) == [show.pk]  # the stage's


def test_apply_is_to_be_answered_in_the_days_that_staff_have_set(show, act):
    SiteSettings.objects.update_or_create(id=1, defaults={"application_days": 3})
    booking = an_application(act, show)
    assert booking.answer_by == booking.created_at + dt.timedelta(days=3)


def test_apply_is_never_to_be_answered_after_the_call(show, act):
    booking = an_application(act, show, at=show.load_in_at - HOUR)
    assert booking.answer_by == show.load_in_at


def test_apply_with_all_members_asks_those_who_want_to_be_asked(show, act):
    Membership.objects.filter(user=act.members[1]).update(may_be_booked=False)
    booking = an_application(act, show)
    assert lineup_of(booking) == {act.members[0].pk: LineupState.PLAYS, act.members[1].pk: LineupState.ASKED}
    assert Notification.objects.filter(user=act.members[1], kind="bookings.lineup_asked").exists()


def test_apply_with_a_dep_asks_the_dep(show, act):
    dep = MembershipFactory(party=act.party, role=Role.DEP).user
    booking = an_application(act, show, lineup=[act.members[0].pk, str(dep.pk)])
    assert lineup_of(booking) == {act.members[0].pk: LineupState.PLAYS, dep.pk: LineupState.ASKED}


@pytest.mark.parametrize("lineup", [[uuid.uuid4()], ["not an id"]])
def test_apply_with_somebody_else_is_refused_at_the_lineup(show, act, lineup):
    with pytest.raises(ValidationError) as refused:
        an_application(act, show, lineup=lineup)
    assert set(refused.value.message_dict) == {"lineup"}
    assert not Booking.objects.exists()


def test_apply_tells_the_host(show, act, house):
    booking = an_application(act, show)
    told = Notification.objects.get(user=house.manager)
    assert (told.kind, told.data, told.path) == (
        "bookings.applied",
        {"booking": str(booking.pk)},
        f"/bookings/{booking.pk}/",
    )


def test_apply_is_for_the_acts_leaders(show, act):
    for user in (act.members[0], UserFactory()):
        with pytest.raises(PermissionDenied):
            apply_to_spot(acting_user=user, spot=show.spots.get(), act=act.party)


def test_apply_waits_for_approval_and_a_public_page(show):
    with pytest.raises(NotApproved):
        an_application(an_act(approval=Approval.DRAFT), show)
    with pytest.raises(NotApproved):
        an_application(an_act(is_listed=False), show)


def test_apply_twice_is_refused(show, act):
    an_application(act, show)
    with pytest.raises(WrongState) as refused:
        an_application(act, show)
    assert refused.value.state == BookingState.PENDING


def test_apply_again_after_withdrawing(show, act):
    withdraw_booking(acting_user=act.leader, booking=an_application(act, show))
    assert an_application(act, show).state == BookingState.PENDING


def test_apply_for_a_filled_spot_or_a_draft_is_refused(house, act):
    other = an_act()
    show = an_open_show(house, spots=2)
    accept_booking(acting_user=house.manager, booking=an_application(other, show))
    with pytest.raises(WrongState):
        an_application(act, show)
    draft = an_open_show(a_house(), publish=False)
    with pytest.raises(PermissionDenied):
        an_application(act, draft)


def test_apply_after_the_call_is_refused(show, act):
    with pytest.raises(WrongState):
        an_application(act, show, at=show.load_in_at)


def test_apply_with_somebody_promised_then_is_refused_without_saying_who(show, act):
    a_confirmed_booking(a_house(), an_act(members=[act.members[0]]))
    with pytest.raises(Taken) as refused:
        an_application(act, show)
    assert [row["who"] for row in refused.value.extra["conflicts"]] == ["a member"]
    assert not Booking.objects.filter(act=act.party).exists()


def test_apply_raises_what_the_public_sees_of_act_and_venue(show, act, house):
    before = {party.pk: party.calendar.public_version for party in Party.objects.select_related("calendar")}
    an_application(act, show)
    after = {party.pk: party.calendar.public_version for party in Party.objects.select_related("calendar")}
    assert {pk for pk in after if after[pk] > before[pk]} == {act.party.pk, house.party.pk}


def test_request_makes_a_private_draft_and_asks_the_act(client_user, act):
    booking = ask(client_user, act, fee_minor=60000, fee_currency="EUR", message="A summer party")
    show = booking.spot.show
    assert (booking.turn, booking.initiated_by, booking.fee_minor) == (Side.ACT, InitiatedBy.REQUEST, 60000)
    assert (show.state, show.owner, show.place) == (ShowState.DRAFT, person_party(client_user), "Boathouse")
    assert Notification.objects.get(user=act.leader).kind == "bookings.requested"


def test_request_accepted_claims_act_and_all_members_who_let_it(client_user, act, commit_checks):
    booking = accept_booking(acting_user=act.leader, booking=ask(client_user, act))
    commit_checks()
    assert booking.spot.show.state == ShowState.CONFIRMED
    assert set(lineup_of(booking)) == {member.pk for member in act.members}
    assert TimeBlock.objects.claims().count() == 3
    assert Notification.objects.filter(user=client_user, kind="bookings.confirmed").exists()


@pytest.mark.parametrize(("end", "state"), [(decline_booking, "declined"), (withdraw_booking, "withdrawn")])
def test_request_that_comes_to_nothing_ends_its_show(client_user, act, end, state):
    booking = ask(client_user, act)
    ended = end(acting_user=act.leader if end is decline_booking else client_user, booking=booking)
    assert (ended.state, ended.spot.show.state) == (state, ShowState.CANCELLED)


def test_request_cancelled_after_it_was_confirmed_ends_its_show(client_user, act):
    booking = accept_booking(acting_user=act.leader, booking=ask(client_user, act))
    cancelled = cancel_booking(acting_user=client_user, booking=booking, message="Rained off")
    assert (cancelled.state, cancelled.spot.show.state) == ("cancelled", ShowState.CANCELLED)
    assert not TimeBlock.objects.exists()


def test_request_is_answered_by_the_act_alone(client_user, act):
    booking = ask(client_user, act)
    with pytest.raises(PermissionDenied):
        accept_booking(acting_user=client_user, booking=booking)
    with pytest.raises(PermissionDenied):
        withdraw_booking(acting_user=act.leader, booking=booking)


def test_request_in_the_name_of_a_venue_one_leads(house, act):
    booking = ask(house.manager, act, host=house.party)
    assert booking.spot.show.owner == house.party
    with pytest.raises(PermissionDenied):
        ask(UserFactory(), act, host=house.party)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_at": FAR_SATURDAY}, "ends_at"),
        ({"place": "x" * 301}, "place"),
        ({"fee_minor": -5, "fee_currency": "EUR"}, "fee"),
        ({"fee_minor": 5}, "fee"),
        ({"message": "x" * 4001}, "message"),
        ({"starts_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "starts_at"),
        ({"needs": EventNeeds(guests=0)}, "guests"),
        ({"needs": EventNeeds(set_up_minutes=1441)}, "set_up_minutes"),
        ({"needs": EventNeeds(setting="moon")}, "setting"),
        ({"needs": EventNeeds(power="steam")}, "power"),
    ],
)
def test_request_names_the_field_that_is_wrong(client_user, act, values, field):
    with pytest.raises(ValidationError) as refused:
        ask(client_user, act, **values)
    assert set(refused.value.message_dict) == {field}


def test_request_comes_with_the_usual_tiers_unless_it_names_others(client_user, act):
    later = {"starts_at": FAR_SATURDAY + 24 * HOUR, "ends_at": FAR_SATURDAY + 26 * HOUR}
    usual, own = ask(client_user, act), ask(client_user, act, cancellation_tiers=[[48, 80, "hours"]], **later)
    none = ask(UserFactory(), act, cancellation_tiers=[])
    tiers = [booking.cancellation_tiers for booking in (usual, own, none)]
    assert tiers == [[[30, 25], [14, 50], [2, 100]], [[48, 80, "hours"]], []]


def test_request_twice_is_refused(client_user, act):
    ask(client_user, act)
    with pytest.raises(WrongState):
        ask(client_user, act)


def test_request_of_a_promised_act_is_refused_by_its_name(client_user, act, house):
    a_confirmed_booking(house, act)
    with pytest.raises(Taken) as refused:
        ask(client_user, act)
    assert [row["who"] for row in refused.value.extra["conflicts"]] == [act.party.slug]
    assert "The act is already booked then: from call time at " in str(refused.value.detail)


def test_request_of_an_act_that_is_not_public_is_refused(client_user):
    with pytest.raises(PermissionDenied):
        ask(client_user, an_act(approval=Approval.DRAFT))


def test_request_of_a_venue_is_refused(client_user, house):
    with pytest.raises(ValidationError):
        request_act(
            acting_user=client_user, act=house.party, starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY + HOUR, place="Here"
        )
