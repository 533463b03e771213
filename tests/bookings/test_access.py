import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.actions.memberships import leave_party
from accounts.models import Party
from accounts.states import Approval, Role
from bookings.access import (
    booking_view,
    get_booking_for,
    get_lineup_entry_for,
    get_own_show_for,
    get_show_for,
    get_spot_for,
    show_view,
    side_of,
)
from bookings.actions import SpotDraft, accept_booking, cancel_show, complete_show, request_act
from bookings.models import Booking
from bookings.queries.changes import completes_at
from engagements.states import Side
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

DAY = dt.timedelta(days=1)


@pytest.fixture
def people(house, act):
    """Everybody who may ask, by what they are to the house and the act."""
    former = UserFactory()
    MembershipFactory(party=act.party, user=former, role=Role.MANAGER)
    leave_party(party=act.party, user=former, roles=[Role.MANAGER])
    return {
        "anonymous": AnonymousUser(),
        "stranger": UserFactory(),
        "former": former,
        "member": act.members[0],
        "leader": act.leader,
        "manager": house.manager,
        "house_staff": MembershipFactory(party=house.party, role=Role.STAFF).user,
        "other_house": a_house().manager,
        "staff": UserFactory(is_staff=True),
    }


def who_gets(people, load, pk):
    """Those whom this loader gives the object, and those it tells that they may only look."""
    gets, looks = set(), set()
    for name, user in people.items():
        try:
            load(user, pk)
            gets.add(name)
        except Http404:
            pass
        except PermissionDenied:
            looks.add(name)
    return gets, looks


ALL = {"anonymous", "stranger", "former", "member", "leader", "manager", "house_staff", "other_house", "staff"}


def test_a_published_show_is_everybodys_and_its_managers_to_change(people, house):
    show = an_open_show(house)
    assert who_gets(people, get_show_for, show.pk) == (ALL, set())
    assert who_gets(people, get_own_show_for, show.pk) == ({"manager"}, ALL - {"manager"})


def test_a_draft_is_its_owners(people, house):
    show = an_open_show(house, publish=False)
    assert who_gets(people, get_show_for, show.pk) == ({"manager", "staff"}, set())
    assert who_gets(people, get_spot_for, show.spots.get().pk) == ({"manager", "staff"}, set())


def test_before_the_announcement_a_show_is_theirs_who_stand_on_its_bill(people, house, act):
    show = an_open_show(house, announce_at=FAR_SATURDAY - DAY)
    assert who_gets(people, get_show_for, show.pk)[0] == {"manager", "staff"}
    an_application(act, show)
    assert who_gets(people, get_show_for, show.pk)[0] == {"manager", "staff", "leader", "member"}


def test_an_open_spot_is_found_before_the_announcement_without_the_shows_name(people, house):
    show = an_open_show(house, title="Secret", announce_at=FAR_SATURDAY - DAY, ticket_url="https://example.org/secret")
    spot = show.spots.get()
    assert who_gets(people, get_spot_for, spot.pk)[0] == ALL
    told = show_view(people["stranger"], show)
    assert (told.title, told.description, told.ticket_url, told.is_named) == ("", "", "", False)
    assert show_view(people["manager"], show).title == "Secret"


def test_a_show_of_a_suspended_house_is_out_of_sight(people, house):
    show = an_open_show(house)
    Party.objects.filter(pk=house.party.pk).update(approval=Approval.SUSPENDED)
    assert who_gets(people, get_show_for, show.pk)[0] == {"manager", "staff"}


def test_a_cancelled_show_stays_in_sight_if_it_was_public(people, house):
    show, draft = an_open_show(house), an_open_show(house, publish=False)
    for called_off in (show, draft):
        cancel_show(acting_user=house.manager, show=called_off, reason="Flooded")
    assert who_gets(people, get_show_for, show.pk)[0] == ALL
    show = get_show_for(people["anonymous"], show.pk)
    assert [show_view(people[name], show).cancel_reason for name in ("anonymous", "manager")] == ["", "Flooded"]
    assert who_gets(people, get_show_for, draft.pk)[0] == {"manager", "staff"}


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_a_booking_is_for_its_sides_its_lineup_and_staff(people, house, act, is_confirmed):
    booking = an_application(act, an_open_show(house))
    if is_confirmed:
        accept_booking(acting_user=house.manager, booking=booking)
    assert who_gets(people, get_booking_for, booking.pk) == ({"member", "leader", "manager", "staff"}, set())


def test_a_lineup_entry_is_ones_own(people, house, act):
    booking = an_application(act, an_open_show(house))
    assert who_gets(people, get_lineup_entry_for, booking.pk) == ({"member"}, set())


def test_a_private_show_is_for_those_concerned(people, act):
    client = UserFactory()
    booking = request_act(
        acting_user=client, act=act.party, starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY + HOUR, place="Home"
    )
    accept_booking(acting_user=act.leader, booking=booking)
    people["client"] = client
    expected = {"client", "leader", "member", "staff"}
    assert who_gets(people, get_show_for, booking.spot.show_id)[0] == expected
    assert who_gets(people, get_booking_for, booking.pk)[0] == expected


def test_side_of(people, house, act):
    booking = an_application(act, an_open_show(house))
    sides = {name: side_of(user, booking) for name, user in people.items()}
    assert {name: side for name, side in sides.items() if side} == {"leader": Side.ACT, "manager": Side.HOST}


def test_who_leads_both_sides_speaks_for_the_one_whose_turn_it_is(house, act):
    MembershipFactory(party=house.party, user=act.leader, role=Role.MANAGER)
    booking = an_application(act, an_open_show(house))
    assert side_of(act.leader, booking) == Side.HOST
    allowed = {"accept", "decline", "counter", "withdraw", "set_lineup", "replace_player"}
    assert booking_view(act.leader, booking).allowed == allowed


def view_of(user, booking):
    return booking_view(user, get_booking_for(user, booking.pk))


def test_what_each_may_do_with_a_pending_booking(people, house, act):
    booking = an_application(act, an_open_show(house))
    allowed = {name: view_of(people[name], booking).allowed for name in ("leader", "manager", "member", "staff")}
    assert allowed == {
        "leader": {"withdraw", "set_lineup", "replace_player"},
        "manager": {"accept", "decline", "counter"},
        "member": {"answer_lineup"},
        "staff": set(),
    }


def test_what_each_may_do_with_a_confirmed_booking(people, house, act):
    booking = a_confirmed_booking(house, act)
    allowed = {name: view_of(people[name], booking).allowed for name in ("leader", "manager", "member", "staff")}
    assert allowed == {
        "leader": {"cancel", "set_lineup", "replace_player"},
        "manager": {"cancel"},
        "member": {"release"},
        "staff": {"cancel"},
    }


def test_nobody_does_anything_with_what_is_over(people, house, act):
    booking = a_confirmed_booking(house, act)
    complete_show(show=booking.spot.show, at=completes_at(booking.spot.show))
    for name in ("leader", "manager", "member", "staff"):
        assert view_of(people[name], booking).allowed == set()


def test_who_only_plays_reads_neither_deal_nor_message_nor_history(people, house, act):
    show = an_open_show(house, spots=[SpotDraft(fee_minor=35000, fee_currency="EUR")])
    booking = an_application(act, show, message="Our demo is attached.")
    told = view_of(people["member"], booking)
    assert (told.fee, told.spot.fee, told.message, told.history) == (None, None, "", ())
    assert told.my_entry.state == "plays"
    assert [entry.name for entry in told.lineup] == [member.display_name for member in act.members]


def test_both_sides_read_deal_message_and_history(people, house, act):
    show = an_open_show(house, spots=[SpotDraft(fee_minor=35000, fee_currency="EUR")])
    booking = an_application(act, show, message="We know this room.")
    for name in ("leader", "manager", "staff"):
        told = view_of(people[name], booking)
        assert (told.fee.amount_minor, told.fee.currency, told.message) == (35000, "EUR", "We know this room.")
        assert [entry.event for entry in told.history] == ["applied"]


def test_history_names_people_to_their_own_side_and_the_party_to_the_other(people, house, act):
    booking = a_confirmed_booking(house, act)
    by_leader, by_manager = view_of(people["leader"], booking).history, view_of(people["manager"], booking).history
    assert [entry.actor for entry in by_leader] == [act.leader.display_name, house.party.name]
    assert [entry.actor for entry in by_manager] == [act.party.name, house.manager.display_name]


def test_the_fee_of_a_filled_spot_is_the_hosts_to_read(people, house, act):
    show = an_open_show(house, spots=[SpotDraft(fee_minor=35000, fee_currency="EUR")])
    assert show_view(people["stranger"], show).spots[0].fee.amount_minor == 35000
    accept_booking(acting_user=house.manager, booking=an_application(act, show))
    assert show_view(people["stranger"], show).spots[0].fee is None
    assert show_view(people["manager"], show).spots[0].fee.amount_minor == 35000


def test_a_public_show_names_its_acts(people, house, act):
    show = a_confirmed_booking(house, act).spot.show
    assert show_view(people["anonymous"], show).spots[0].act == act.party


def test_turn_and_time_to_answer_are_those_of_what_is_pending(people, house, act):
    booking = an_application(act, an_open_show(house))
    told = view_of(people["manager"], booking)
    assert (told.turn, told.answer_by) == ("host", booking.answer_by)
    accept_booking(acting_user=house.manager, booking=booking)
    told = view_of(people["manager"], booking)
    assert (told.turn, told.answer_by) == (None, None)


@pytest.mark.parametrize("members", [1, 3])
def test_a_booking_takes_the_same_queries_whatever_the_lineup(house, members, django_assert_num_queries):
    act = an_act(members=members)
    booking = Booking.objects.with_show().get(pk=a_confirmed_booking(house, act).pk)
    with django_assert_num_queries(6):
        booking_view(house.manager, booking)
