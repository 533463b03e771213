"""Who may read and write in which thread."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.timezone import now

from accounts.actions import end_membership, suspend_party
from accounts.errors import NotApproved
from accounts.models import Membership, Party
from accounts.states import Role
from bookings.actions import answer_lineup, cancel_booking, set_lineup
from messaging.access import get_thread_for, people_of, readable_by, speakers_of
from messaging.errors import NothingWritten
from messaging.models import Thread
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody(house, act, booking):
    dep = MembershipFactory(party=act.party, role=Role.DEP).user
    booked_dep = MembershipFactory(party=act.party, role=Role.DEP).user
    set_lineup(acting_user=act.leader, booking=booking, lineup=[booked_dep.pk, *(each.pk for each in act.members)])
    answer_lineup(acting_user=booked_dep, entry=booking.lineup.get(user=booked_dep), plays=True)
    # They have left the band, and play the night that they promised.
    outside_dep = act.members[1]
    Membership.objects.filter(user=outside_dep).update(left_at=now())
    return {
        "manager": house.manager,
        "venue_staff": MembershipFactory(party=house.party, role=Role.STAFF).user,
        "leader": act.leader,
        "player": act.members[0],
        "dep": dep,
        "booked_dep": booked_dep,
        "outside_dep": outside_dep,
        "stranger": UserFactory(),
        "staff": UserFactory(is_staff=True),
        "gone": end(act),
    }


def end(act):
    user = MembershipFactory(party=act.party, role=Role.MANAGER).user
    end_membership(acting_user=user, party=act.party, user=user)
    return user


def ids(booking, act):
    return {"booking": booking.pk, "show": booking.spot.show_id, "band": act.party.pk}


READERS = {
    "booking": {"manager", "leader"},
    "show": {"manager", "leader", "player", "booked_dep", "outside_dep"},
    "band": {"leader", "player"},
}


def test_table_of_who_reads_what_before_and_after_somebody_has_written(everybody, booking, act, say):
    for kind, pk in ids(booking, act).items():
        assert {name for name, user in everybody.items() if may_read(user, pk)} == READERS[kind], kind

    for kind, pk in ids(booking, act).items():
        say(everybody["leader"], pk)
        assert {name for name, user in everybody.items() if may_read(user, pk)} == READERS[kind], kind
        listed = {name for name, user in everybody.items() if readable_by(user).filter(pk=pk).exists()}
        assert listed == READERS[kind], kind
        people = {user.pk for user in people_of(Thread.objects.get(pk=pk))}
        named = {user.pk for name, user in everybody.items() if name in READERS[kind]}
        assert named <= people
        assert people - named <= {member.pk for member in act.members}


def may_read(user, pk):
    try:
        get_thread_for(user, pk)
    except Http404:
        return False
    return True


def test_each_side_writes_in_its_own_name(everybody, house, booking, act, say):
    assert say(house.manager, booking.pk).party == house.party
    assert say(act.leader, booking.pk).party == act.party
    assert say(act.members[0], booking.spot.show_id).party == act.party
    assert say(act.members[0], act.party.pk).party is None
    for dep in ("outside_dep", "booked_dep"):
        assert say(everybody[dep], booking.spot.show_id).party is None
    MembershipFactory(party=house.party, user=act.members[0], role=Role.STAFF)
    with pytest.raises(PermissionDenied):
        say(act.members[0], booking.spot.show_id, party=house.party)
    with pytest.raises(PermissionDenied):
        say(act.leader, booking.pk, party=house.party)


def test_whoever_leaves_loses_the_threads_at_once(booking, act, say):
    gone = MembershipFactory(party=act.party, role=Role.MANAGER).user
    say(gone, act.party.pk)
    assert may_read(gone, booking.spot.show_id)

    end_membership(acting_user=gone, party=act.party, user=gone)

    for pk in ids(booking, act).values():
        assert not may_read(gone, pk)
    assert not readable_by(gone).exists()
    with pytest.raises(Http404):
        say(gone, act.party.pk)


def test_whoever_plays_a_night_after_leaving_the_band_reads_the_thread_of_that_show_alone(booking, act):
    player = act.members[0]
    end_membership(acting_user=player, party=act.party, user=player)

    assert {kind for kind, pk in ids(booking, act).items() if may_read(player, pk)} == {"show"}


def test_an_act_that_is_not_booked_any_more_loses_the_thread_of_the_show_but_not_that_of_the_booking(
    booking, house, act, say
):
    say(act.members[0], booking.spot.show_id)
    cancel_booking(acting_user=act.leader, booking=booking, message="Sorry")

    assert not may_read(act.members[0], booking.spot.show_id)
    assert may_read(house.manager, booking.spot.show_id)
    assert may_read(act.leader, booking.pk)


def test_nothing_is_written_to_everybody_at_a_show_where_nobody_else_reads_it(booking, house, act, say, client):
    place = reverse("messaging:thread", args=[booking.spot.show_id])
    client.force_login(house.manager)
    page = client.get(place)
    assert page.context["others"] == [act.party.name]
    assert "and you can read this." in page.text
    say(house.manager, booking.spot.show_id)
    cancel_booking(acting_user=act.leader, booking=booking, message="Sorry")

    with pytest.raises(NothingWritten):
        say(house.manager, booking.spot.show_id)
    page = client.get(place)
    assert "Nobody else can read this right now." in page.text
    assert 'id="write"' not in page.text
    assert client.post(place, {"text": "Hello?", "key": uuid.uuid4()}).status_code == 403
    colleague = MembershipFactory(party=house.party, role=Role.MANAGER).user
    assert say(house.manager, booking.spot.show_id).number == 2
    assert may_read(colleague, booking.spot.show_id)


def test_nothing_is_written_in_the_name_of_a_suspended_party_or_to_it(booking, house, act, say):
    say(act.leader, booking.pk)
    suspend_party(acting_user=UserFactory(is_staff=True), party=act.party, reason="x")

    for user in (act.leader, house.manager):
        with pytest.raises(NotApproved):
            say(user, booking.pk)
        assert may_read(user, booking.pk)
    assert say(house.manager, booking.spot.show_id)
    assert [party.pk for party in speakers_of(act.leader, get_thread_for(act.leader, booking.pk))] == [act.party.pk]
    assert Party.objects.get(pk=act.party.pk).is_public is False
