"""The badges of messages and of the inbox, on every page."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.actions import cancel_booking
from messaging.access import get_thread_for
from messaging.actions import mark_read, mute_thread
from messaging.models import Mailbox
from notifications.actions import notify
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bar(client):
    """Both badges of a page: {id: (what they say, their version)}."""

    def look(user, path="/you/"):
        client.force_login(user)
        html = client.get(path).content.decode()
        found = re.findall(r'<span id="(mailbox|inbox)-badge".*?data-version="(\d+)".*?>(\d*)', html, re.DOTALL)
        return {name: (int(count or 0), int(version)) for name, version, count in found}

    return look


def test_messages_are_in_the_rail_and_the_inbox_behind_the_bell(client, house, act, booking, say, bar):
    say(act.leader, booking.pk)
    house.manager.notifications.all().delete()
    notify(users=[house.manager], kind="bookings.confirmed")
    for path in ("/", "/you/", reverse("notifications:inbox")):
        assert {name: count for name, (count, _version) in bar(house.manager, path).items()} == {
            "mailbox": 1, "inbox": 1,
        }  # fmt: skip
    for name, path in (("inbox", "/inbox/badge/"), ("mailbox", "/messages/count/")):
        assert client.get(path).context[name]["version"] == bar(house.manager)[name][1]
    html = client.get("/you/").content.decode()
    rail, bell = html[html.index('<nav class="rail"') :], html[html.index('class="bell"') :]
    assert re.findall(r'<a href="([^"]+)"', rail)[:5] == ["/", "/calendar/", "/shows/", "/messages/", "/you/"]
    assert f'href="{reverse("notifications:inbox")}"' in bell[:200]


def test_both_counts_are_read_by_one_statement(client, house, act, booking, say):
    say(act.leader, booking.pk)
    client.force_login(house.manager)
    with CaptureQueriesContext(connection) as seen:
        client.get("/you/")
    asked = [query["sql"] for query in seen if "notifications_notification" in query["sql"]]
    assert len(asked) == 1
    assert [query["sql"] for query in seen if "messaging_" in query["sql"]] == asked


def test_the_count_follows_what_is_read_muted_and_who_may_read(house, act, booking, say, bar):
    newcomer = MembershipFactory(party=house.party, role="manager").user
    say(act.leader, booking.pk)
    say(act.leader, booking.pk)
    assert [bar(user)["mailbox"][0] for user in (house.manager, newcomer, act.leader)] == [1, 1, 0]
    badge = bar(house.manager)["mailbox"]
    thread = get_thread_for(house.manager, booking.pk)
    mark_read(acting_user=house.manager, thread=thread, until=2)
    assert bar(house.manager)["mailbox"] == (0, badge[1] + 1)
    newcomer.memberships.all().delete()
    assert bar(newcomer)["mailbox"][0] == 0
    say(act.leader, booking.pk)
    mute_thread(acting_user=house.manager, thread=thread, is_muted=True)
    assert bar(house.manager)["mailbox"][0] == 0
    assert bar(house.manager)["mailbox"][1] == Mailbox.objects.get(user=house.manager).version


def test_an_act_that_was_called_off_counts_the_thread_of_the_show_no_more(house, act, booking, say, bar):
    say(house.manager, booking.spot.show_id)
    assert bar(act.members[0])["mailbox"][0] == 1
    cancel_booking(acting_user=house.manager, booking=booking, message="The roof leaks")
    assert bar(act.members[0])["mailbox"][0] == 0
