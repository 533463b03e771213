import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.states import Role
from availability.errors import Taken
from bookings.actions import accept_booking, answer_lineup, replace_player
from bookings.states import Event, LineupState
from engagements.errors import WrongState
from notifications.models import Notification
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, an_application, an_open_show
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(house, act):
    return a_confirmed_booking(house, act)


@pytest.fixture
def dep(act):
    return MembershipFactory(party=act.party, role=Role.DEP).user


def swap(act, booking, leaving, comes):
    return replace_player(acting_user=act.leader, booking=booking, leaving=leaving, dep=comes)


def states(booking):
    return {entry.user: (entry.state, entry.claim_id is not None) for entry in booking.lineup.select_related("user")}


def test_who_leaves_stays_promised_until_the_dep_says_yes(booking, act, dep, commit_checks):
    leaving = act.members[0]
    swap(act, booking, leaving, dep)
    assert states(booking)[leaving] == (LineupState.PLAYS, True)
    assert states(booking)[dep] == (LineupState.ASKED, False)
    answer_lineup(acting_user=dep, entry=booking.lineup.get(user=dep), plays=True)
    assert states(booking)[leaving] == (LineupState.DECLINED, False)
    assert states(booking)[dep] == (LineupState.PLAYS, True)
    commit_checks()


def test_a_dep_who_says_no_leaves_everything_as_it_is(booking, act, dep):
    swap(act, booking, act.members[0], dep)
    answer_lineup(acting_user=dep, entry=booking.lineup.get(user=dep), plays=False)
    assert states(booking)[act.members[0]] == (LineupState.PLAYS, True)


def test_a_member_whose_time_the_band_promises_takes_over_at_once(house, act, commit_checks):
    leaving, spare = act.members
    applied = an_application(act, an_open_show(house), lineup=[leaving.pk])
    booking = accept_booking(acting_user=house.manager, booking=applied)
    swap(act, booking, leaving, spare)
    assert states(booking) == {leaving: (LineupState.DECLINED, False), spare: (LineupState.PLAYS, True)}
    assert Notification.objects.filter(user=spare, kind="bookings.confirmed").count() == 1
    commit_checks()


def test_swapping_is_told_to_both_sides_and_to_who_is_free_again(booking, act, dep, house):
    swap(act, booking, act.members[0], dep)
    answer_lineup(acting_user=dep, entry=booking.lineup.get(user=dep), plays=True)
    told = set(Notification.objects.values_list("user", "kind"))
    assert (act.members[0].pk, "bookings.replaced") in told
    assert {(act.leader.pk, "bookings.dep_stands_in"), (house.manager.pk, "bookings.dep_stands_in")} <= told
    changes = booking.history.get(event=Event.DEP_STANDS_IN).changes
    assert changes == {"player": [str(act.members[0].pk), str(dep.pk)]}


def test_a_dep_who_is_promised_elsewhere_is_refused_by_name_and_nothing_moves(booking, act):
    busy = UserFactory(name="Kim Busy")
    other = an_act(members=[busy])
    a_confirmed_booking(a_house(), other)
    MembershipFactory(party=act.party, role=Role.MEMBER, user=busy)
    with pytest.raises(Taken) as refused:
        swap(act, booking, act.members[0], busy)
    [conflict] = refused.value.extra["conflicts"]
    assert (conflict["who"], conflict["name"]) == ("a member", "Kim Busy")
    assert states(booking)[act.members[0]] == (LineupState.PLAYS, True)


def test_the_host_never_reads_who_is_promised_elsewhere(house, act):
    show = an_open_show(house)
    applied = an_application(act, show)
    a_confirmed_booking(a_house(), an_act(members=[act.members[0]]))
    with pytest.raises(Taken) as refused:
        accept_booking(acting_user=house.manager, booking=applied)
    assert all("name" not in row for row in refused.value.extra["conflicts"])


def test_swapping_is_for_the_leaders_of_the_act(booking, act, dep, house):
    for user in (act.members[0], dep, house.manager, UserFactory()):
        with pytest.raises(PermissionDenied):
            replace_player(acting_user=user, booking=booking, leaving=act.members[0], dep=dep)


def test_swapping_names_the_field_that_is_wrong(booking, act, dep):
    for leaving, comes, field in [
        (dep, dep, "leaving"),
        (act.members[0], UserFactory(), "dep"),
        (act.members[0], act.members[1], "dep"),
    ]:
        with pytest.raises(ValidationError) as refused:
            swap(act, booking, leaving, comes)
        assert set(refused.value.message_dict) == {field}


def test_nobody_is_swapped_after_the_show(booking, act, dep):
    with pytest.raises(WrongState):
        replace_player(
            acting_user=act.leader, booking=booking, leaving=act.members[0], dep=dep, at=booking.spot.show.out_at
        )
