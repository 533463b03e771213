"""Contacts of both sides of a booking, and its next step as the one button."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.states import Role
from bookings.access.contacts import contacts_of
from bookings.actions import SpotDraft, accept_booking, cancel_booking, release_own_claim
from bookings.actions.contracts import make_contract, sign_contract
from bookings.models import Show
from bookings.states import HeadlinerSays, SpotRole
from engagements.states import Side
from tests.bookings.scenes import a_confirmed_booking, an_act, an_application, an_open_show
from tests.factories import MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def page(client, user, booking):
    client.force_login(user)
    return client.get(reverse("bookings:booking", args=[booking.pk])).content.decode()


def step_of(client, user, booking):
    """The words of the main buttons in the panel."""
    text = page(client, user, booking).split('class="pile booking-panel"')[1].split("<aside")[0]
    return [part.split(">", 1)[1].split("<")[0].strip() for part in text.split('class="button main" href')[1:]]


def test_leaders_of_both_sides_know_each_other_once_confirmed(client, house, act):
    booking = a_confirmed_booking(house, act)
    for user in (house.manager, act.leader):
        found = contacts_of(user, booking)
        assert {(each.side, each.email) for each in found} == {
            (Side.ACT, act.leader.email), (Side.HOST, house.manager.email),
        }  # fmt: skip
        assert f"mailto:{house.manager.email}" in page(client, user, booking)


@pytest.mark.parametrize("who", ["anonymous", "stranger", "member", "house_staff", "staff", "other_act"])
def test_nobody_else_knows_them(client, house, act, who):
    booking = a_confirmed_booking(house, act)
    viewer = {
        "anonymous": AnonymousUser,
        "stranger": UserFactory,
        "member": lambda: act.members[0],
        "house_staff": lambda: MembershipFactory(party=house.party, role=Role.STAFF).user,
        "staff": lambda: UserFactory(is_staff=True),
        "other_act": lambda: an_act().leader,
    }[who]()
    assert contacts_of(viewer, booking) == ()
    if who in ("member", "staff"):
        assert "mailto:" not in page(client, viewer, booking)


def test_nobody_knows_them_before_it_is_confirmed_or_once_it_is_cancelled(client, house, act):
    booking = an_application(act, an_open_show(house))
    assert contacts_of(house.manager, booking) == ()
    assert house.manager.email not in page(client, act.leader, booking)
    booking = accept_booking(acting_user=house.manager, booking=booking)
    booking = cancel_booking(acting_user=house.manager, booking=booking, message="Rain.")
    assert contacts_of(house.manager, booking) == ()


def test_who_owns_and_manages_a_side_stands_there_once(house, act):
    MembershipFactory(party=act.party, user=act.leader, role=Role.OWNER)
    names = [each.email for each in contacts_of(house.manager, a_confirmed_booking(house, act))]
    assert names.count(act.leader.email) == 1


def test_headliner_that_books_the_bill_learns_no_contacts(house):
    head, support = an_act(), an_act()
    show = an_open_show(house, spots=[SpotDraft(role=SpotRole.HEADLINER), SpotDraft(role=SpotRole.SUPPORT)])
    Show.objects.filter(pk=show.pk).update(headliner_says=HeadlinerSays.BOOKS)
    show.refresh_from_db()
    accept_booking(acting_user=house.manager, booking=an_application(head, show))
    booking = accept_booking(acting_user=house.manager, booking=an_application(support, show, 1))
    assert contacts_of(head.leader, booking) == ()


def test_next_step_is_the_contract_until_it_is_signed(client, house, act):
    booking = a_confirmed_booking(house, act)
    assert step_of(client, house.manager, booking) == ["Create the contract"]
    contract = make_contract(acting_user=house.manager, booking=booking, language="en")
    assert step_of(client, act.leader, booking) == ["Sign the contract"]
    sign_contract(acting_user=act.leader, contract=contract, side=Side.ACT, name="Kim", address="192.0.2.1")
    assert step_of(client, act.leader, booking) == []
    assert step_of(client, house.manager, booking) == ["Sign the contract"]


def test_next_step_of_an_act_is_a_dep_where_somebody_dropped_out(client, house, act):
    booking = a_confirmed_booking(house, act)
    release_own_claim(acting_user=act.members[0], entry=booking.lineup.get(user=act.members[0]))
    assert step_of(client, act.leader, booking) == ["Find a dep"]
    assert step_of(client, house.manager, booking) == ["Create the contract"]


def test_booking_names_who_else_plays_and_the_address(client, house, act):
    house.stage.venue.address = "Am Kai 1"
    house.stage.venue.save()
    show = an_open_show(house, spots=2)
    other = an_act(name="Kettle Moraine")
    booking = accept_booking(acting_user=house.manager, booking=an_application(act, show))
    assert "Also on the bill" not in page(client, act.leader, booking)
    accept_booking(acting_user=house.manager, booking=an_application(other, show, 1))
    text = page(client, act.leader, booking)
    assert "Am Kai 1" in text
    assert "Kettle Moraine" in text.split("Also on the bill")[1]
