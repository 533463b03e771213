"""News of how one thing stands now: pressed to and fro, a thing is mailed at once, then once an hour, as it stands."""

import datetime as dt
from unittest.mock import patch

import pytest
from django.utils.timezone import now

from notifications.actions import notify
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from notifications.periodic import sweep_outbox
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ON, OFF = "tests.on", "tests.off"
BEGIN = now()
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def switch():
    """Two kinds that tell whether a switch is on."""
    registry.register_all(
        {ON: "On", OFF: "Off"}, lambda told, user: [Text(each.kind) for each in told], group=Group.BOOKINGS
    )
    registry.settle(ON, OFF, by="switch")
    yield
    for kind in (ON, OFF):
        registry._kinds.pop(kind)
        registry._settling.pop(kind)


def press(user, kind, minutes, switch="a"):
    with at(minutes):
        notify(users=[user], kind=kind, path="/", data={"switch": switch, "pressed": minutes})


def at(minutes):
    moment = BEGIN + minutes * MINUTE
    modules = ("actions.telling", "actions.delivering", "queries.outbox", "actions.settling")
    patches = [patch(f"notifications.{module}.now", lambda: moment, create=True) for module in modules]
    return _together(patches)


class _together:
    def __init__(self, patches):
        self.patches = patches

    def __enter__(self):
        for each in self.patches:
            each.start()

    def __exit__(self, *_error):
        for each in self.patches:
            each.stop()


def sweep(minutes, mailoutbox):
    """The subjects of the mails that go out now."""
    mailoutbox.clear()
    with at(minutes):
        sweep_outbox()
    return [mail.subject for mail in mailoutbox]


def test_a_thing_pressed_to_and_fro_is_mailed_at_once_then_as_it_stands_an_hour_later(mailoutbox):
    user = UserFactory()
    press(user, ON, 0)
    assert sweep(1, mailoutbox) == [ON]
    for minutes in range(2, 12, 2):
        press(user, OFF, minutes)
        press(user, ON, minutes + 1)
    press(user, OFF, 12)
    assert sweep(59, mailoutbox) == []
    assert sweep(61, mailoutbox) == [OFF]
    assert list(Notification.objects.order_by("created_at").values_list("kind", flat=True)) == [ON, OFF]
    press(user, ON, 62)  # whoever never stops is no louder: the next hour begins with the mail
    assert (sweep(63, mailoutbox), sweep(121, mailoutbox)) == ([], [ON])
    press(user, OFF, 300)
    assert sweep(300, mailoutbox) == [OFF]


def test_other_things_other_people_and_mails_that_have_not_gone_out_are_told_at_once(mailoutbox):
    one, two = UserFactory(), UserFactory()
    press(one, ON, 0)
    press(one, OFF, 0)  # nothing has been mailed yet
    assert sweep(0, mailoutbox) == [OFF]
    press(one, ON, 1, switch="b")
    press(two, ON, 1)
    assert sweep(1, mailoutbox) == [ON, ON]
