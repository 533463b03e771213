"""The pages of shows, bookings and requests say what is so: what may still be done, who agreed, what is missing."""

import re

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Party
from accounts.states import Approval, Role
from bands.models import PressKit
from bookings.actions import accept_booking, cancel_show
from bookings.models import Booking, LineupEntry, Show
from bookings.states import LineupState, ShowState
from tests.bookings.bill.scenes import FAR_SATURDAY, MINUTE, a_night, book
from tests.bookings.scenes import a_house, an_act, an_application, an_open_show
from tests.factories import MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def read(client, user, name, *args, status=200) -> str:
    """The words of a page, as this person reads them."""
    client.force_login(user)
    response = client.get(reverse(name, args=args))
    assert response.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_while_a_night_runs_what_has_not_begun_is_called_off_alone(client, house):
    show, first, last = a_night(house), an_act(), an_act()
    book(house, first, show, 0)
    later = book(house, last, show, 2)
    with time_machine.travel(FAR_SATURDAY + 10 * MINUTE, tick=False):
        words = read(client, house.manager, "bookings:show", show.pk)
        assert "you can’t cancel the show" in words
        assert f"can still cancel acts whose sets haven’t started: {last.party.name}" in words
        panel = read(client, house.manager, "bookings:booking", later.pk)
        assert "nobody can apply for the slot or be invited" in panel
        assert "the slot opens again" not in panel
    assert "the slot opens again" in read(client, house.manager, "bookings:booking", later.pk)


def test_who_has_not_said_yes_and_that_no_fee_is_agreed_is_said_before_and_after(client, house):
    act, show = an_act(), an_open_show(house)
    waiting = an_application(act, show)
    carla = waiting.lineup.first()
    LineupEntry.objects.filter(pk=carla.pk).update(state=LineupState.ASKED)
    asked = f"{carla.user.display_name} hasn’t said yes yet; everyone else is in."
    at_home = [("discovery:today",), ("holds:desk", house.party.slug)]
    for page in [("bookings:booking", waiting.pk), ("bookings:show", show.pk), *at_home]:
        words = read(client, house.manager, *page)
        assert asked in words, page
        assert "its players" not in words
        assert ("fee open" if page == at_home[0] else "Fee: to be agreed") in words, page
    assert "Listen and look" in read(client, house.manager, "bookings:show", show.pk)
    assert f"Listen: {act.party.name}" in read(client, house.manager, "discovery:today")
    assert "No fee is agreed." in read(client, house.manager, "bookings:booking", waiting.pk)
    waiting.lineup.update(state=LineupState.ASKED)
    for page in [("bookings:booking", waiting.pk), ("bookings:show", show.pk), *at_home]:
        words = read(client, house.manager, *page)
        assert "Nobody in the line-up has agreed to play yet." in words, page
        assert "everyone else is in" not in words, page
    waiting.lineup.exclude(pk=carla.pk).update(state=LineupState.PLAYS)
    accept_booking(acting_user=house.manager, booking=Booking.objects.get())
    assert "No fee agreed" in read(client, house.manager, "bookings:booking", waiting.pk)
    assert "No fee agreed" not in read(client, carla.user, "bookings:booking", waiting.pk)


def test_a_draft_says_why_it_is_not_published_and_is_thrown_away_without_a_reason(client, house):
    draft = an_open_show(house, publish=False)
    assert "Ready to publish?" in read(client, house.manager, "bookings:show", draft.pk)
    waits = a_house(approval=Approval.DRAFT)
    Party.objects.filter(pk=house.party.pk).update(approval=Approval.SUSPENDED)
    for owner, show, said in (
        (waits, an_open_show(waits, publish=False), f"We’re reviewing {waits.party.name}."),
        (house, draft, "is suspended"),
    ):
        words = read(client, owner.manager, "bookings:show", show.pk)
        assert said in words
        assert "Ready to publish?" not in words
        page = client.get(reverse("bookings:show", args=[show.pk])).content.decode()
        assert re.search(r"<button[^>]*disabled[^>]*>\s*Publish", page)
    house.party.approval_decisions.create(approval=Approval.SUSPENDED, reason="Nobody was paid.")
    desk = read(client, house.manager, "holds:desk", house.party.slug)
    assert "Reason: Nobody was paid." in desk
    assert "stageslot@localhost" in desk
    assert "New show" not in desk
    client.post(reverse("bookings:show_cancel", args=[draft.pk]))
    assert Show.objects.get(pk=draft.pk).state == ShowState.CANCELLED


def test_fans_read_neither_when_crews_come_nor_roles_that_nobody_plays(client, house, act):
    show = a_night(house)
    book(house, act, show, 2)
    crew = MembershipFactory(party=house.party, role=Role.MEMBER).user
    assert "Load-in" in read(client, crew, "bookings:show", show.pk)
    fan = UserFactory()
    words = read(client, fan, "bookings:show", show.pk)
    assert "Load-in" not in words
    assert "Doors" in words
    cancel_show(acting_user=house.manager, show=show)
    assert "Opener" not in read(client, fan, "bookings:show", show.pk)


def test_a_request_stands_beside_what_the_act_says_about_cancelling(client, act):
    kit = PressKit.objects.get_or_create(party=act.party, is_draft=False)[0]
    PressKit.objects.filter(pk=kit.pk).update(cancellation_terms="Less than 30 days: half.")
    assert "Less than 30 days: half." in read(client, UserFactory(), "bookings:request_new", act.party.slug)


def test_a_client_finds_a_door_and_a_venue_a_hint_of_its_own(client):
    client.force_login(UserFactory())
    assert reverse("discovery:acts") in client.get(reverse("accounts:welcome")).content.decode()
    form = client.get(reverse("venues:venue_new")).content.decode()
    assert "Such as Hamburg" in form
    assert "Home town" not in form
