"""What staff see of each departure: who, when, what ended, what was handed over, and what still awaits somebody."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.actions import approve_party, suspend_party
from accounts.states import Role
from availability.ranges import DAY
from bookings.actions import accept_booking, cancel_booking, decline_booking
from bookings.models import Booking
from bookings.states import BookingState
from departures.actions import close_account, close_party, leave_team
from departures.models import Departure, OpenItem
from departures.queries import awaiting_items, with_items
from departures.states import DepartureKind, Outcome
from notifications.models import Notification
from tests.bookings.scenes import a_confirmed_booking, an_application, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory
from tests.holds.scenes import NIGHT, a_hold

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
WEEK = dt.timedelta(weeks=1)
BEFORE = FAR_SATURDAY - WEEK


@pytest.fixture
def staff():
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def office(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def affairs(house, act):
    """A booking that is confirmed, one that waits for an answer, and a hold."""
    waiting = an_application(act, an_open_show(house, starts_at=FAR_SATURDAY + WEEK))
    return a_confirmed_booking(house, act), waiting, a_hold(house, act, night=NIGHT + 14 * DAY)


def outcomes(departure):
    return {(item.booking or item.show or item.hold): item.outcome for item in departure.items.all()}


def awaiting(departure, at=BEFORE):
    return {item.booking or item.show or item.hold for item in awaiting_items(at).filter(departure=departure)}


def page_of(office, departure):
    return office.get(reverse("admin:departures_departure_change", args=[departure.pk])).content.decode()


def test_a_closing_is_recorded_with_all_that_ended_and_what_is_owed_for_it(house, act, staff, office, affairs):
    booked, waiting, hold = affairs
    close_party(acting_user=act.leader, party=act.party, at=FAR_SATURDAY - DAY)
    departure = Departure.objects.get()
    assert (departure.kind, departure.party, departure.acted_by) == (DepartureKind.CLOSED, act.party, act.leader)
    assert outcomes(departure) == dict.fromkeys((booked, waiting, hold), Outcome.ENDED)
    booked.refresh_from_db()
    assert booked.cancellation.side == "act"
    assert awaiting(departure, FAR_SATURDAY) == ({booked} if booked.cancellation.fee_minor else set())
    [news] = Notification.objects.filter(user=staff, kind="departures.for_staff")
    assert office.get(news.path).status_code == 200
    text = page_of(office, departure)
    assert f"{act.party.name} for {house.party.name}" in text
    assert "Ended too" in text


def test_what_has_begun_awaits_both_until_it_is_settled(house, act, office):
    played = a_confirmed_booking(house, act)
    close_party(acting_user=act.leader, party=act.party, at=FAR_SATURDAY + dt.timedelta(hours=1))
    departure = Departure.objects.get()
    assert outcomes(departure) == {played: Outcome.STANDS}
    assert awaiting(departure) == {played}
    assert f"{act.party.name} and {house.party.name}: play or cancel" in page_of(office, departure)
    Booking.objects.filter(pk=played.pk).update(state=BookingState.COMPLETED)
    assert awaiting(departure, FAR_SATURDAY + WEEK) == ({played} if played.fee_currency_id else set())


def test_a_suspension_awaits_the_others_until_it_is_lifted(house, act, staff, affairs, office):
    booked, waiting, hold = affairs
    suspend_party(acting_user=staff, party=act.party)
    departure = Departure.objects.get()
    assert (departure.kind, departure.acted_by) == (DepartureKind.SUSPENDED, staff)
    assert awaiting(departure) == {booked, waiting, hold}
    decline_booking(acting_user=house.manager, booking=waiting)
    cancel_booking(acting_user=house.manager, booking=booked, at=BEFORE - 60 * DAY)
    assert awaiting(departure) == {hold}
    assert f"{house.party.name}" in page_of(office, departure)
    approve_party(acting_user=staff, party=act.party)
    assert awaiting(departure) == set()


def test_a_handover_names_the_successor_and_what_awaits_their_answer(house, act, affairs):
    booked, waiting, hold = affairs
    heir = act.members[0]
    leave_team(acting_user=act.leader, party=act.party, leaver=act.leader, successor=heir)
    departure = Departure.objects.get(kind=DepartureKind.HANDED_OVER)
    assert (departure.person, departure.successor) == (act.leader, heir)
    assert outcomes(departure) == dict.fromkeys((booked, waiting, hold), Outcome.HANDED_OVER)
    assert awaiting(departure) == {waiting}
    accept_booking(acting_user=house.manager, booking=waiting)
    assert awaiting(departure) == set()


def test_a_player_who_leaves_is_missing_until_a_dep_is_found(house, act, affairs, office):
    booked, waiting, _hold = affairs
    drummer = act.members[0]
    leave_team(acting_user=drummer, party=act.party, leaver=drummer)
    departure = Departure.objects.get()
    assert (departure.kind, departure.person) == (DepartureKind.LEFT, drummer)
    assert outcomes(departure) == dict.fromkeys((booked, waiting), Outcome.LACKS_PLAYER)
    assert awaiting(departure) == {booked}
    assert f"{act.party.name}: find a dep" in page_of(office, departure)
    booked.lineup.update(missing_since=None)
    assert awaiting(departure) == set()
    drummer = MembershipFactory(party=act.party, role=Role.MEMBER).user
    leave_team(acting_user=drummer, party=act.party, leaver=drummer)
    assert Departure.objects.count() == 1


def test_an_account_that_closes_leaves_a_record_of_each_party_and_of_itself(house, act, affairs):
    MembershipFactory(party=act.party, user=house.manager, role=Role.OWNER)
    heir = act.members[0]
    close_account(acting_user=house.manager, successors={act.party.pk: heir})
    kinds = {DepartureKind.CLOSED: house.party, DepartureKind.HANDED_OVER: act.party, DepartureKind.DELETED: None}
    assert {departure.kind: departure.party for departure in Departure.objects.all()} == kinds
    assert set(Departure.objects.values_list("person", flat=True)) == {house.manager.pk}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_filters_and_needs_the_same_queries(office, house, act, staff, count, django_assert_max_num_queries):
    for week in range(count):
        a_confirmed_booking(house, act, starts_at=FAR_SATURDAY + week * WEEK)
        suspend_party(acting_user=staff, party=act.party)
        approve_party(acting_user=staff, party=act.party)
    suspend_party(acting_user=staff, party=house.party)
    address = reverse("admin:departures_departure_changelist")
    with django_assert_max_num_queries(12):
        assert office.get(address).content.decode().count("field-at") >= count + 1
    assert house.party.name in office.get(address, {"awaiting": "yes"}).content.decode()
    assert f">{act.party.name}<" in office.get(address, {"awaiting": "no"}).content.decode()
    assert [each.awaiting for each in with_items(Departure.objects.all(), BEFORE)] == [2 * count, *[0] * count]
    departure = Departure.objects.first()
    with django_assert_max_num_queries(14):
        page_of(office, departure)


def test_a_record_is_never_changed(office, house, staff):
    suspend_party(acting_user=staff, party=house.party)
    departure = Departure.objects.get()
    address = reverse("admin:departures_departure_change", args=[departure.pk])
    assert office.post(address, {"kind": "closed"}).status_code == 403
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        Departure.objects.update(kind=DepartureKind.CLOSED)
    assert not OpenItem.objects.exists()
