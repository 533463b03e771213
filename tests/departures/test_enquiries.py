"""What people write to each other before any booking: listed before one side goes, and the other side is told."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accounts.actions import suspend_party
from accounts.queries import person_party
from departures.actions import close_account, close_party
from departures.models import Departure
from messaging.actions import block_other_side, send_enquiry
from messaging.models import Thread
from notifications.kinds.registry import render
from notifications.models import Notification
from tests.bookings.scenes import a_confirmed_booking, an_act
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def asker():
    return UserFactory(name="Ida Asks")


@pytest.fixture
def owner(act):
    act.leader.memberships.update(role="owner")
    return act.leader


def enquire(asker, act):
    return send_enquiry(acting_user=asker, party=act.party, text="Our wedding?").thread


def news(user) -> list[str]:
    told = Notification.objects.filter(user=user, kind__startswith="departures.").order_by("pk")
    return [f"{text.subject}: {text.text}" for each in told if (text := render(each, user))]


def test_pages_for_closing_and_deleting_list_open_enquiries(client, act, owner, asker):
    address = reverse("messaging:thread", args=[enquire(asker, act).pk])
    for user, path in (
        (owner, reverse("departures:party_close", args=[act.party.slug])),
        (owner, reverse("departures:account_delete")),
        (asker, reverse("departures:account_delete")),
    ):
        client.force_login(user)
        page = client.get(path).text
        assert address in page, path
    Thread.objects.update(last_message_at=now() - dt.timedelta(days=91))
    assert address not in client.get(path).text


def test_the_other_side_is_told_when_one_closes_deletes_or_is_suspended(act, owner, asker):
    others = [an_act() for _ in range(2)]
    for each in (act, *others):
        enquire(asker, each)
    close_party(acting_user=owner, party=act.party)
    suspend_party(acting_user=UserFactory(is_staff=True), party=others[0].party)
    closed, suspended = news(asker)
    assert f"{act.party.name} has closed: " in closed
    assert "Nobody will answer your messages" in closed
    assert "Nights" not in closed + suspended
    assert "Nobody there can answer your messages" in suspended
    close_account(acting_user=asker)
    assert "Someone you were writing to has left: " in news(others[1].leader)[0]
    assert not news(others[0].leader)[1:]
    assert Departure.objects.filter(party=person_party(asker)).count() == 0


def test_nobody_is_told_twice_or_after_a_block(house, act, owner, asker):
    thread = enquire(asker, act)
    block_other_side(acting_user=asker, thread=thread)
    send_enquiry(acting_user=house.manager, asker=house.party, party=act.party, text="Are you free?")
    a_confirmed_booking(house, act)
    close_party(acting_user=owner, party=act.party)
    assert news(asker) == []
    assert news(house.manager) == []
